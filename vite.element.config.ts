/** Builds `<piano-roll>`: one module with what loads at once, chunks and worklets beside it for what loads later. */

import { svelte } from '@sveltejs/vite-plugin-svelte';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const OUT = 'dist/element';

/** Puts all styles of the components into the module, where the element adopts them: no page has to allow a style element. */
function stylesInModule(): Plugin {
	return {
		name: 'melograph-styles-in-module',
		enforce: 'post',
		generateBundle: {
			order: 'post',
			handler(_, bundle) {
				let css = '';
				for (const [name, file] of Object.entries(bundle))
					if (file.type === 'asset' && name.endsWith('.css')) {
						css += typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source);
						delete bundle[name];
					}
				let isIn = false;
				for (const file of Object.values(bundle))
					if (file.type === 'chunk')
						file.code = file.code.replace(/(["'`])__MELOGRAPH_STYLES__\1/, () => {
							isIn = true;
							return JSON.stringify(css.trim());
						});
				if (!css || !isIn) this.error('The styles of the element have found no place in it.');
			}
		}
	};
}

export default defineConfig({
	publicDir: false,
	// addresses follow from where the module lies
	base: './',
	resolve: { conditions: ['svelte', 'browser', 'module', 'production'] },
	worker: { format: 'es' },
	plugins: [
		svelte({
			configFile: false,
			compilerOptions: { runes: undefined, css: 'external' },
			dynamicCompileOptions: ({ filename }) => ({
				...(filename.includes('node_modules') ? {} : { runes: true }),
				...(filename.endsWith('.ce.svelte') ? { customElement: true } : {})
			})
		}),
		stylesInModule()
	],
	build: {
		outDir: OUT,
		emptyOutDir: true,
		target: 'es2022',
		cssCodeSplit: false,
		modulePreload: false,
		assetsInlineLimit: 0,
		reportCompressedSize: false,
		rollupOptions: {
			input: { 'piano-roll': path.resolve('src/lib/element/index.ts') },
			preserveEntrySignatures: 'strict',
			treeshake: {
				// so that what is loaded at once does not carry what only later parts take from the same folder
				moduleSideEffects: (id) => !/\/src\/lib\/(?!element\/).*\.ts$/.test(id)
			},
			output: {
				entryFileNames: '[name].js',
				chunkFileNames: 'chunks/[name]-[hash].js',
				assetFileNames: 'assets/[name]-[hash][extname]'
			}
		}
	}
});
