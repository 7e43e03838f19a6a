// The merchant: pages, return addresses, a notification address; records what it is sent.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { shop } from './gateway.mjs';

const require = createRequire(import.meta.url);

export class Merchant {
  constructor() {
    this.pages = new Map();    // path → { html, headers }
    this.scripts = new Map();  // path → text
    this.received = [];        // { method, path, fields, headers }
    this.waiting = [];
    this.server = createServer((request, response) => this.#answer(request, response));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.scripts.set('/require.js', readFileSync(require.resolve('requirejs/require.js'), 'utf8'));
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get ipnUrl() { return `http://127.0.0.1:${this.port}/ipn`; }

  /// Serves a page; gives its address.
  page(html, headers = {}) {
    const path = `/page/${this.pages.size + 1}`;
    this.pages.set(path, { html, headers });
    return `http://shop.localhost${path}`;
  }

  script(text) {
    const path = `/script/${this.scripts.size + 1}.js`;
    this.scripts.set(path, text);
    return path;
  }

  /// The next request to `path` that nobody has taken, waited for.
  async next(path, seconds = 10) {
    const limit = Date.now() + seconds * 1000;
    for (;;) {
      const found = this.received.find((one) => one.path === path && !one.taken);
      if (found) {
        found.taken = true;
        return found;
      }
      const left = limit - Date.now();
      if (left <= 0) throw new Error(`nothing came to ${path} within ${seconds} s`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.push(() => { clearTimeout(timer); resolve(); });
      });
    }
  }

  #answer(request, response) {
    const [path, query = ''] = request.url.split('?');
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const page = this.pages.get(path);
      const script = this.scripts.get(path);
      if (page) {
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers });
        response.end(page.html);
        return;
      }
      if (script !== undefined) {
        response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' });
        response.end(script);
        return;
      }
      if (path === '/favicon.ico') {
        response.writeHead(204).end();
        return;
      }
      const text = request.method === 'GET' ? query : Buffer.concat(chunks).toString();
      const handler = this.handlers?.[path];
      this.received.push({ method: request.method, path, headers: request.headers, text,
        fields: Object.fromEntries(new URLSearchParams(text)) });
      for (const wake of this.waiting.splice(0)) wake();
      Promise.resolve(handler ? handler(text) : '<!doctype html><title>Received</title><p>Received')
        .then((body) => {
          response.writeHead(200, { 'Content-Type': handler ? 'application/json'
            : 'text/html; charset=utf-8' });
          response.end(body);
        });
    });
  }
}

/// What is wrong with the five fields, signed with `key`; empty when nothing is
/// (spec/ipn-and-signatures.md 2, 3 and 7).
export function problemsOf(fields, key, keyName) {
  const found = [];
  const expected = { 'kr-hash-algorithm': 'sha256_hmac', 'kr-hash-key': keyName,
    'kr-answer-type': 'V4/Payment' };
  for (const [name, value] of Object.entries(expected)) {
    if (fields[name] !== value) found.push(`${name}: ${fields[name]}`);
  }
  const signature = createHmac('sha256', key).update(fields['kr-answer'] ?? '').digest('hex');
  if (fields['kr-hash'] !== signature) found.push('kr-hash does not fit kr-answer');
  return found;
}

export const problemsOfReturn = (fields) => problemsOf(fields, shop.hmacKey, 'sha256_hmac');
export const problemsOfIpn = (fields) => problemsOf(fields, shop.password, 'password');
