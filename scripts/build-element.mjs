// Builds dist/element, unless what it is made of is what it was.
//   node scripts/build-element.mjs
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'dist/element');
const stamp = path.join(root, '.cache/element-stamp');

function hashInputs() {
	const hash = createHash('sha256');
	const files = fs
		.readdirSync(path.join(root, 'src/lib'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name))
		.sort();
	for (const file of [...files, path.join(root, 'vite.element.config.ts'), path.join(root, 'package-lock.json')])
		hash.update(file).update('\0').update(fs.readFileSync(file));
	return hash.digest('hex');
}

/** Answers the folder of the element, built from the sources as they are. */
export async function buildElement() {
	const inputs = hashInputs();
	const isFresh = fs.existsSync(out) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === inputs;
	if (!isFresh) {
		await build({ root, configFile: path.join(root, 'vite.element.config.ts'), logLevel: 'error' });
		fs.mkdirSync(path.dirname(stamp), { recursive: true });
		fs.writeFileSync(stamp, inputs);
	}
	return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildElement();
