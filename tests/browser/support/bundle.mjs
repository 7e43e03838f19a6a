// Our pages with npm packages in them, bundled as a merchant's build does it.
import { build } from 'esbuild';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const pages = resolve(dirname(fileURLToPath(import.meta.url)), '../pages');

export async function bundle(name) {
  const done = await build({ entryPoints: [resolve(pages, name)], bundle: true, write: false,
    format: 'iife', target: 'es2020', jsx: 'automatic', logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' } });
  return done.outputFiles[0].text;
}

/// The page of a single-page application: nothing in it but its script.
export const application = (script, settings) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>An application</title></head>
<body><main id="app"></main>
<script>window.settings = ${JSON.stringify(settings)}; window.seen = { paid: [], errors: [] };
</script><script src="${script}"></script></body></html>`;
