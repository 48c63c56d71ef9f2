// Sets the kept theme before the first paint; see src/lib/ui/theme.svelte.ts, which changes it afterwards.
(() => {
	let choice = null;
	try {
		choice = localStorage.getItem('melograph:theme');
	} catch {
		// storage may be forbidden: then the system's choice holds
	}
	const asks = (query) => matchMedia(query).matches;
	const system = asks('(prefers-contrast: more), (forced-colors: active)') ? 'contrast' : asks('(prefers-color-scheme: light)') ? 'light' : 'dark';
	document.documentElement.dataset.theme = ['dark', 'light', 'contrast'].includes(choice) ? choice : system;
})();
