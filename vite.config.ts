import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [await sveltekit()],
	server: { host: '127.0.0.1' },
	worker: { format: 'es' },
	test: { include: ['tests/**/*.test.ts'], exclude: ['tests/browser/**', 'node_modules/**'], testTimeout: 30_000 }
});
