// Builds the form client: node build.mjs OUTPUT
//
// OUTPUT gets the files as they are served, under their names in …/krypton-client/V4.0/, and
// policy.json: the Content-Security-Policy of each document.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) throw new Error('usage: node build.mjs OUTPUT');
const source = (name) => join(here, 'src', name);
const read = (name) => readFileSync(source(name), 'utf8');

function write(name, text) {
  const path = join(output, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const minifyCss = {
  name: 'minified style sheets as text',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await css(readFileSync(path, 'utf8'))).trim(),
      loader: 'text',
    }));
  },
};

async function css(text) {
  return (await transform(text, { loader: 'css', minify: true, target: 'chrome99' })).code;
}

async function script(entry, define = {}) {
  const { outputFiles } = await build({
    entryPoints: [source(entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    plugins: [minifyCss],
    define,
  });
  return outputFiles[0].text.trim();
}

const hashOf = (text) => createHash('sha256').update(text).digest('base64');

/** One document with its style and script in it, each allowed by its hash and nothing else. */
async function frame() {
  const style = (await css(read('frame/field.css'))).trim();
  const code = await script('frame/main.ts');
  if (code.includes('</script')) throw new Error('the script would end its own element');
  const policy = [
    "default-src 'none'", `script-src 'sha256-${hashOf(code)}'`, `style-src 'sha256-${hashOf(style)}'`,
    "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
  ].join('; ');
  const html = read('frame/index.html').replace(/>\s+</g, '><')
    .replace('/*STYLE*/', () => style).replace('/*SCRIPT*/', () => code);
  return { html, policy };
}

async function themes() {
  // A reset overrules rules of structure as well as those of the page: they follow it again.
  const structure = read('client/form.css').replace(/@keyframes.*/, '');
  const reset = `${read('themes/reset.css')}.kr-embedded{${structure}}`;
  for (const theme of ['classic', 'neon', 'material']) {
    const own = read(`themes/${theme}.css`);
    write(`ext/${theme}.css`, await css(own));
    for (const suffix of ['-reset.css', '-reset.min.css']) {
      write(`ext/${theme}${suffix}`, await css(reset + own));
    }
    write(`ext/${theme}.js`, await script('themes/theme.ts', { THEME: JSON.stringify(theme) }));
  }
}

rmSync(output, { recursive: true, force: true });
const { html, policy } = await frame();
const version = createHash('sha256').update(html).digest('hex').slice(0, 12);
write('stable/field.html', html);
write('stable/kr-payment-form.min.js',
  await script('client/main.ts', { FIELD_VERSION: JSON.stringify(version) }));
write('stable/kr-payment-form.css', await css(`@layer guichet{${read('client/form.css')}}`));
write('stable/popin.css', await css(read('client/popin.css')));
write('stable/toolbar.css', await css(read('client/toolbar.css')));
await themes();
for (const name of readdirSync(source('lang/more'))) {
  write(`stable/lang/${name}`, JSON.stringify(JSON.parse(read(`lang/more/${name}`))));
}
write('policy.json', JSON.stringify({ 'stable/field.html': policy }));
