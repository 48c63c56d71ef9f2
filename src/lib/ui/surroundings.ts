/** What stands around the roll and in front of it, for whoever loads these later than the roll. */

export { CONTROLS } from './controls/index.ts';
