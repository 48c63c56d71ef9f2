/** What keeps the document of a roll: a session with a server, or this page alone. */

import type { Session } from '#lib/client/index.ts';

/** As much of a session as a roll needs; links, versions and the like are asked of the session itself. */
export type Keeper = Pick<
	Session,
	| 'score'
	| 'history'
	| 'edit'
	| 'subscribe'
	| 'dispose'
	| 'isLoaded'
	| 'role'
	| 'parts'
	| 'doc'
	| 'link'
	| 'connection'
	| 'fault'
	| 'unsaved'
	| 'isUnsavedKept'
	| 'couldLoseEdits'
	| 'refused'
	| 'dismissRefused'
	| 'people'
	| 'see'
	| 'addRecording'
	| 'loadAudio'
	| 'loadAudioFacts'
	| 'loadModelVersion'
	| 'analysisView'
	| 'cancelAnalysis'
	| 'restartAnalysis'
>;
