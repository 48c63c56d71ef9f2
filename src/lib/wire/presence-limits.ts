/** How much of a person others are shown. */

export const PRESENCE_NAME_MAX = 32;
export const PRESENCE_COLOURS = 8;
export const PRESENCE_IDS_MAX = 24;
