/** All words in both languages, for pages that may need either at once. */

import en from './en.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };

export const CATALOGUES = { en, ko };
