/** What the pages are made of. */

export { default as GonePage } from './GonePage.svelte';
export { default as OperatorPage } from './operator/OperatorPage.svelte';
export { default as StudioPage } from './StudioPage.svelte';
export { findAddressedPart } from './parts/address.ts';
export { CATALOGUES } from './i18n/catalogues.ts';
export { Messages, provideMessages, useMessages } from './i18n/messages.svelte.ts';
