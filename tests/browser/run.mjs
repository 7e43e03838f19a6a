// Runs the browser suites: node run.mjs [SUITE…]. What it needs lies in the environment:
// GUICHET_BINARY; GUICHET_CASES, GUICHET_WORK and GUICHET_CHROMIUM may be left out.
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { World } from './support/world.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const screenshots = resolve(here, '../screenshots');
const work = process.env.GUICHET_WORK ?? mkdtempSync(join(tmpdir(), 'guichet-browser-'));
process.env.GUICHET_BINARY ??= resolve(here, '../../build/release/guichet');
const atOnce = 2;
const testSecondsMax = 60;
let failed = 0;

function note(outcome, name, why) {
  const line = `${outcome} browser: ${name}`;
  console.log(why ? `${line}\n    ${String(why.stack ?? why).replaceAll('\n', '\n    ')}` : line);
  if (outcome === 'fail') ++failed;
  if (process.env.GUICHET_CASES) appendFileSync(process.env.GUICHET_CASES, `${line}\n`);
}

/// A test that waits for something that never comes must not keep the others waiting.
function limited(test) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${testSecondsMax} s`)),
      testSecondsMax * 1000);
  });
  return Promise.race([test, late]).finally(() => clearTimeout(timer));
}

async function runTest(world, name, test) {
  const title = `${world.name}: ${name}`;
  try {
    await limited(test(world));
    const strangers = world.strangers?.call(world) ?? [];
    if (strangers.length > 0) throw new Error(`calls to third parties: ${strangers.join(' ')}`);
    if (world.pageErrors?.length > 0) throw new Error(`page: ${world.pageErrors.join('; ')}`);
    note('pass', title);
  } catch (error) {
    note('fail', title, error);
    console.log(`    the page: ${await world.describe()}`);
    const file = `failed-${title.replaceAll(/[^a-z0-9]+/gi, '-')}.png`;
    await world.page?.screenshot({ path: join(work, file), timeout: 5000 }).catch(() => {});
  } finally {
    await world.close();
  }
}

async function runSuite(file, only) {
  const name = file.replace('.mjs', '');
  const { default: tests } = await import(`./suites/${file}`);
  const world = new World(name, join(work, name), screenshots);
  const began = Date.now();
  try {
    await world.start();
    for (const [title, test] of Object.entries(tests)) {
      if (!only || title.includes(only)) await runTest(world, title, test);
    }
    await world.gateway.stop();
    const books = world.gateway.command('verify');
    note(books.status === 0 ? 'pass' : 'fail', `${name}: the books agree at the end`,
      books.status === 0 ? undefined : books.output);
  } catch (error) {
    note('fail', name, error);
  } finally {
    await world.stop();
  }
  console.log(`${name} took ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

const [wanted, only] = (process.argv[2] ?? '').split('/');
const suites = readdirSync(join(here, 'suites')).filter((file) => file.endsWith('.mjs'))
  .filter((file) => !wanted || file === `${wanted}.mjs`);
mkdirSync(work, { recursive: true });
if (!wanted) rmSync(screenshots, { recursive: true, force: true });
const hands = Array.from({ length: atOnce }, async () => {
  for (let file = suites.shift(); file; file = suites.shift()) await runSuite(file, only);
});
await Promise.all(hands);
process.exit(failed > 0 ? 1 : 0);
