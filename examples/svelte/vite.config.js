import { svelte } from '@sveltejs/vite-plugin-svelte';

// the element finds its worklets beside itself, so it is taken as it is
export default { plugins: [svelte()], optimizeDeps: { exclude: ['melograph'] } };
