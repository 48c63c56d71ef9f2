/** `<piano-roll>` as a page sees it: a media element of notes. Attributes, properties and methods; what they do is in Embedding. */

import type { RecordId } from '#lib/score/index.ts';
import type { PianoRollElement, Plain, ValueFormat } from './element-types.ts';
import { Embedding } from './embedding.svelte.ts';
import { createStyles } from './styles.ts';

/** What the component inside asks its element for. */
export const EMBEDDING = Symbol('embedding');

const ATTRIBUTES = [
	'src',
	'doc',
	'controls',
	'readonly',
	'loop',
	'muted',
	'theme',
	'format',
	'lang',
	'volume'
] as const;
/** Events of the controls inside, which are not those of the element. */
const INNER_EVENTS = ['change', 'input', 'select'];
const styles = createStyles();

/** The element's class over the one that mounts the component. */
export function extendElement(Base: new () => HTMLElement): new () => PianoRollElement {
	return class extends Base implements PianoRollElement {
		static readonly observedAttributes = [...ATTRIBUTES];
		readonly [EMBEDDING]: Embedding = new Embedding(
			(type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })),
			this.lang || document.documentElement.lang || navigator.languages.join(',')
		);

		constructor() {
			super();
			const root = this.shadowRoot;
			if (!root) return;
			root.adoptedStyleSheets = [styles];
			for (const type of INNER_EVENTS) root.addEventListener(type, (event) => event.stopPropagation());
		}

		attributeChangedCallback(name: (typeof ATTRIBUTES)[number], before: string | null, value: string | null): void {
			const embedding = this[EMBEDDING];
			if (name === 'src' && value !== null) void embedding.loadFrom(new URL(value, this.baseURI).href);
			else if (name === 'doc' && value !== before) embedding.join(value, this.baseURI);
			else if (name === 'controls') embedding.hasControls = value !== null;
			else if (name === 'readonly') embedding.isReadonly = value !== null;
			else if (name === 'loop') embedding.isLooping = value !== null;
			else if (name === 'muted') embedding.isMuted = value !== null;
			else if (name === 'theme') embedding.setTheme(value);
			else if (name === 'format') embedding.format = value === 'gradio' ? 'gradio' : 'document';
			else if (name === 'volume') this.volume = Number(value ?? 1);
			else if (name === 'lang' && value) embedding.setLanguage(value);
		}

		get src(): string {
			return this.getAttribute('src') ?? '';
		}

		set src(src: string) {
			this.setAttribute('src', src);
		}

		get doc(): string {
			return this.getAttribute('doc') ?? '';
		}

		set doc(doc: string) {
			if (doc) this.setAttribute('doc', doc);
			else this.removeAttribute('doc');
		}

		get controls(): boolean {
			return this.hasAttribute('controls');
		}

		set controls(controls: boolean) {
			this.toggleAttribute('controls', controls);
		}

		get readOnly(): boolean {
			return this.hasAttribute('readonly');
		}

		set readOnly(readOnly: boolean) {
			this.toggleAttribute('readonly', readOnly);
		}

		get loop(): boolean {
			return this.hasAttribute('loop');
		}

		set loop(loop: boolean) {
			this.toggleAttribute('loop', loop);
		}

		get muted(): boolean {
			return this[EMBEDDING].isMuted;
		}

		set muted(muted: boolean) {
			this[EMBEDDING].isMuted = muted;
		}

		get theme(): string {
			return this[EMBEDDING].theme;
		}

		set theme(theme: string) {
			this.setAttribute('theme', theme);
		}

		get format(): ValueFormat {
			return this[EMBEDDING].format;
		}

		set format(format: ValueFormat) {
			this.setAttribute('format', format);
		}

		get value(): Plain {
			return this[EMBEDDING].value;
		}

		set value(value: Plain) {
			try {
				this[EMBEDDING].value = value;
			} catch (thrown) {
				this[EMBEDDING].fail(thrown);
			}
		}

		get currentTime(): number {
			return this[EMBEDDING].studio.playing.getPosition();
		}

		set currentTime(seconds: number) {
			this.seek(seconds);
		}

		get duration(): number {
			return this[EMBEDDING].duration;
		}

		get paused(): boolean {
			return !this[EMBEDDING].studio.playing.isPlaying;
		}

		get playbackRate(): number {
			return this[EMBEDDING].playbackRate;
		}

		set playbackRate(rate: number) {
			this[EMBEDDING].playbackRate = Math.min(2, Math.max(0.5, rate));
		}

		get volume(): number {
			return this[EMBEDDING].volume;
		}

		set volume(volume: number) {
			if (volume >= 0 && volume <= 1) this[EMBEDDING].volume = volume;
		}

		get selection(): readonly number[] {
			return [...this[EMBEDDING].studio.roll.selection];
		}

		set selection(ids: readonly number[]) {
			const { document, roll } = this[EMBEDDING].studio;
			const wanted = new Set(ids);
			roll.select(document.notes.filter(({ id }) => wanted.has(id)).map(({ id }): RecordId => id));
		}

		get canUndo(): boolean {
			return this[EMBEDDING].studio.document.canUndo;
		}

		get canRedo(): boolean {
			return this[EMBEDDING].studio.document.canRedo;
		}

		play(): Promise<void> {
			return this[EMBEDDING].play();
		}

		pause(): void {
			this[EMBEDDING].studio.playing.pause();
		}

		seek(seconds: number): void {
			this[EMBEDDING].studio.seek(seconds);
		}

		load(file: Blob, name?: string): Promise<void> {
			return this[EMBEDDING].load(file, name ?? (file instanceof File ? file.name : ''));
		}

		export(format: string): Promise<Blob> {
			return this[EMBEDDING].export(format);
		}

		undo(): void {
			this[EMBEDDING].studio.document.undo();
		}

		redo(): void {
			this[EMBEDDING].studio.document.redo();
		}

		fit(): void {
			this[EMBEDDING].studio.roll.fitContent();
		}

		override focus(options?: FocusOptions): void {
			this[EMBEDDING].studio.roll.focus(options);
		}
	};
}
