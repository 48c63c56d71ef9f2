/** The catalogues say the same things in both languages, and have a sentence for every fault. */

import { expect, test } from 'vitest';
import { FAULT_CODES } from '#lib/fault.ts';
import { KEY_BINDINGS } from '#lib/roll/index.ts';
import en from '#lib/ui/i18n/en.json' with { type: 'json' };
import ko from '#lib/ui/i18n/ko.json' with { type: 'json' };
import { pickLanguage } from '#lib/ui/i18n/languages.ts';
import { Messages } from '#lib/ui/i18n/messages.svelte.ts';

const catalogues: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, ko };
const base = (key: string): string => key.replace(/_(one|other)$/, '');
const baseKeys = (catalogue: Readonly<Record<string, string>>): string[] =>
	[...new Set(Object.keys(catalogue).map(base))].sort();
const placeholders = (message: string): string[] =>
	[...message.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').sort();

test('English and Korean have the same keys', () => {
	expect(baseKeys(ko)).toEqual(baseKeys(en));
});

test('each language has every plural form that it needs', () => {
	for (const [language, catalogue] of Object.entries(catalogues)) {
		const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
		const plurals = Object.keys(catalogue).filter((key) => key.endsWith('_other'));
		expect(plurals.length).toBeGreaterThan(0);
		for (const key of plurals)
			for (const form of forms) expect(Object.keys(catalogue)).toContain(`${base(key)}_${form}`);
	}
});

test('a message takes the same values in both languages', () => {
	const korean = new Map(Object.entries(ko).map(([key, message]) => [base(key), placeholders(message)]));
	for (const [key, message] of Object.entries(en))
		if (!key.endsWith('_one')) expect([key, korean.get(base(key))]).toEqual([key, placeholders(message)]);
});

test('no message is empty or has loose space', () => {
	for (const catalogue of Object.values(catalogues))
		for (const [key, message] of Object.entries(catalogue))
			expect([key, message]).toEqual([key, message.trim() || 'something']);
});

test('every fault has a sentence, and says what to do', () => {
	for (const catalogue of Object.values(catalogues))
		for (const code of FAULT_CODES) expect([code, /[.]$/.test(catalogue[`fault.${code}`] ?? '')]).toEqual([code, true]);
});

test('every key of the roll has its words', () => {
	for (const { id, group } of KEY_BINDINGS)
		expect(Object.keys(en)).toEqual(expect.arrayContaining([`keys.${id}`, `keys.group.${group}`]));
});

test('plurals and numbers follow the language', () => {
	const english = new Messages('en', { en, ko });
	expect(english.t('status.noteCount', { count: 1 })).toBe('1 note');
	expect(english.t('status.noteCount', { count: 1200 })).toBe('1,200 notes');
	expect(new Messages('ko', { en, ko }).t('status.noteCount', { count: 1 })).toBe('음표 1개');
});

test.each([
	[undefined, 'ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
	[undefined, 'de, en;q=0.5, ko;q=0.7', 'ko'],
	[undefined, 'ko;q=0, en', 'en'],
	[undefined, 'fr', 'en'],
	[undefined, null, 'en'],
	['ko', 'en', 'ko'],
	['xx', 'ko', 'ko']
] as const)('with %s kept and %s accepted, the page is in %s', (kept, accepted, expected) => {
	expect(pickLanguage(kept, accepted)).toBe(expected);
});
