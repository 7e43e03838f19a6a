// Builds the page of the demo shop: node build.mjs OUTPUT
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) throw new Error('usage: node build.mjs OUTPUT');
for (const entry of ['shop.ts', 'shop.css']) {
  await build({
    entryPoints: [join(here, 'src', entry)],
    outdir: output,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2020', 'chrome99', 'firefox100', 'safari15'],
    charset: 'utf8',
  });
}
