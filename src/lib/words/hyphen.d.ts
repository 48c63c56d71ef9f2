/** What is used of the `hyphen` package, which brings no types. */
declare module 'hyphen/en-us/index.js' {
	const hyphen: {
		/** The text with `hyphenChar` wherever a word may be parted. */
		hyphenateSync(text: string, options: { readonly hyphenChar: string; readonly minWordLength: number }): string;
	};
	export default hyphen;
}
