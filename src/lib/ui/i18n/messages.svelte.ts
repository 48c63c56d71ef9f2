/** Every word of a page or a roll: i18next over the catalogues, made per page and heard by runes. */

import { createInstance, type i18n } from 'i18next';
import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import type { FaultCode } from '#lib/fault.ts';
import type en from './en.json';
import type { Language } from './languages.ts';

type StripPlural<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
/** A key of the catalogue; of a plural, its base. */
export type MessageKey = StripPlural<keyof typeof en>;
/** All words in one language. */
export type Catalogue = typeof en;
type Values = Readonly<Record<string, string | number>>;

export class Messages {
	readonly #i18n: i18n;
	readonly #heard: () => void;

	/** The words are those of `catalogues`; English stands in for what is not in the other. */
	constructor(language: Language, catalogues: Partial<Record<Language, Partial<Catalogue>>>) {
		this.#i18n = createInstance();
		void this.#i18n.init({
			lng: language,
			fallbackLng: 'en',
			resources: Object.fromEntries(Object.entries(catalogues).map(([name, translation]) => [name, { translation }])),
			initAsync: false,
			keySeparator: false,
			nsSeparator: false,
			interpolation: { escapeValue: false } // Svelte escapes
		});
		this.#heard = createSubscriber((update) => {
			this.#i18n.on('languageChanged', update);
			return () => this.#i18n.off('languageChanged', update);
		});
	}

	get language(): string {
		this.#heard();
		return this.#i18n.language;
	}

	set language(language: Language) {
		void this.#i18n.changeLanguage(language);
	}

	/** Adds the words of another language. */
	add(language: Language, catalogue: Partial<Catalogue>): void {
		this.#i18n.addResourceBundle(language, 'translation', catalogue);
	}

	/** The message in the present language, with its values put in. */
	readonly t = (key: MessageKey, values?: Values): string => {
		this.#heard();
		return this.#i18n.t(key, { ...values });
	};

	/** What went wrong and what to do about it. */
	readonly fault = (code: FaultCode): string => this.t(`fault.${code}`);

	/** A number as the present language writes it. */
	readonly number = (value: number, options?: Intl.NumberFormatOptions): string =>
		new Intl.NumberFormat(this.language, options).format(value);

	readonly percent = (fraction: number): string =>
		this.number(fraction, { style: 'percent', maximumFractionDigits: 0 });
}

/** The messages of this page. */
export const [useMessages, provideMessages] = createContext<Messages>();
