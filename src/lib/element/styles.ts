/** All styles of the shell as one sheet: adopted by each shadow root, so that no policy of a page needs to allow style elements. */

/** The build puts the text of the sheet here (scripts/element-styles.mjs). */
const CSS = '__MELOGRAPH_STYLES__';

/** Of the element itself, under whatever its page says of it. */
const HOST = `:host { display: block; position: relative; height: 420px; min-width: 0; }
:host([hidden]) { display: none; }
:host(:focus) { outline: none; }`;

export function createStyles(): CSSStyleSheet {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(`${CSS}\n${HOST}`);
	return sheet;
}
