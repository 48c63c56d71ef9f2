/** Every word that a component shows comes from the catalogue. */

import { globSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';

/** What no language translates: units and signs. */
const ALLOWED = ['Hz', '?'];
const SPOKEN_ATTRIBUTES = [
	'aria-label',
	'aria-description',
	'aria-roledescription',
	'aria-valuetext',
	'alt',
	'title',
	'placeholder',
	'label'
];
const LETTERS = /\p{L}/u;

interface Loose {
	readonly file: string;
	readonly text: string;
}

interface TreeNode {
	readonly type?: unknown;
	readonly name?: unknown;
	readonly value?: unknown;
	readonly data?: unknown;
}

const isNode = (value: unknown): value is TreeNode & Record<string, unknown> =>
	typeof value === 'object' && value !== null;
const isLoose = (text: unknown): text is string =>
	typeof text === 'string' && text.split(/[\s.·:%]+/).some((word) => LETTERS.test(word) && !ALLOWED.includes(word));

/** Literal text in the markup, and in attributes that are read out or shown. */
function findLoose(node: unknown, file: string, found: Loose[]): void {
	if (Array.isArray(node)) for (const each of node) findLoose(each, file, found);
	if (!isNode(node) || Array.isArray(node)) return;
	if (node.type === 'Text' && isLoose(node.data)) found.push({ file, text: String(node.data).trim() });
	if (node.type === 'ExpressionTag') for (const text of literalsIn(node)) if (isLoose(text)) found.push({ file, text });
	if (node.type === 'StyleDirective' || (node.type === 'Attribute' && !SPOKEN_ATTRIBUTES.includes(String(node.name))))
		return;
	for (const [key, child] of Object.entries(node))
		if (key !== 'expression' && key !== 'loc') findLoose(child, file, found);
}

/** Strings that an expression may show: itself, the arms of a choice, the pieces of a template; not what it passes on. */
function literalsIn(node: unknown): string[] {
	if (Array.isArray(node)) return node.flatMap(literalsIn);
	if (!isNode(node)) return [];
	switch (node.type) {
		case 'ExpressionTag':
			return literalsIn(node['expression']);
		case 'Literal':
			return typeof node.value === 'string' ? [node.value] : [];
		case 'ConditionalExpression':
			return [...literalsIn(node['consequent']), ...literalsIn(node['alternate'])];
		case 'LogicalExpression':
		case 'BinaryExpression':
			return node['operator'] === '+' || node.type === 'LogicalExpression'
				? [...literalsIn(node['left']), ...literalsIn(node['right'])]
				: [];
		case 'TemplateLiteral':
			return (Array.isArray(node['quasis']) ? node['quasis'] : []).map(
				(quasi: { value: { raw: string } }) => quasi.value.raw
			);
		default:
			return [];
	}
}

function scan(source: string, file: string): Loose[] {
	const found: Loose[] = [];
	findLoose(parse(source, { modern: true }).fragment, file, found);
	return found;
}

test('the scan finds text in markup, attributes and expressions', () => {
	const source = `<p title="Loose">Loose {x ? 'Loose' : t('keys.title')}</p><b aria-label={t('x')} class="fine">440 Hz</b><i aria-label={\`Loose \${x}\`}></i>`;
	expect(scan(source, 'x')).toHaveLength(4);
});

test('no component shows a word that is not in the catalogue', () => {
	const files = globSync('src/**/*.svelte');
	expect(files.length).toBeGreaterThan(20);
	expect(files.flatMap((file) => scan(readFileSync(file, 'utf8'), file))).toEqual([]);
});
