/** What analysers are called: names, the same in every language. */

import { BRAND } from '../brand.ts';

const NAMES: Readonly<Record<string, string>> = { 'melograph-f0': `${BRAND} f0`, yin: 'YIN' };

/** The name of an analyser; its id where it has no other. */
export const nameOfAnalyser = (id: string): string => NAMES[id] ?? id;
