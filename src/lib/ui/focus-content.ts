/** Where the focus goes when something opens that is read first: to the thing itself, not to its first button. */

/** For `onOpenAutoFocus`; `getContent` answers the element that opens. */
export const focusContent =
	(getContent: () => HTMLElement | null) =>
	(event: Event): void => {
		event.preventDefault();
		getContent()?.focus();
	};
