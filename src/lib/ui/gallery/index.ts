/** Every state of the roll behind an address of its own: to look at, to test, to take pictures of. */

export { default as GalleryList } from './GalleryList.svelte';
export { default as GalleryPage } from './GalleryPage.svelte';
export { findState } from './states.ts';
