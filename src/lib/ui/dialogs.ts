/** What the shell asks and lists in front of the roll; loaded when somebody comes near. */

export { default as Dialogs } from './Dialogs.svelte';
export { default as Floating } from './Floating.svelte';
