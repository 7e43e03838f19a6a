// What a suite works with: a gateway, a merchant, a browser; a fresh context for every test.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Gateway } from './gateway.mjs';
import { Merchant } from './merchant.mjs';
import { Form } from './form.mjs';
import { plainPage } from './pages.mjs';

const executable = process.env.GUICHET_CHROMIUM ?? '/usr/bin/chromium';

export class World {
  constructor(name, directory, screenshots) {
    this.name = name;
    this.directory = directory;
    this.screenshots = screenshots;
    this.orders = 0;
  }

  async start() {
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory, { recursive: true });
    this.gateway = await new Gateway(this.directory).start();
    this.merchant = await new Merchant().start();
    // The npm form glue refuses an address with a port, and port 80 is not everybody's: the browser
    // maps names without a port to the ports there are, and knows no other name at all.
    const rules = [`MAP gateway.localhost:80 127.0.0.1:${this.gateway.port}`,
      `MAP shop.localhost:80 127.0.0.1:${this.merchant.port}`,
      'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1', 'EXCLUDE localhost'];
    this.browser = await chromium.launch({ executablePath: executable,
      args: [`--host-resolver-rules=${rules.join(',')}`],
      chromiumSandbox: process.getuid() !== 0 });
    return this;
  }

  async stop() {
    await this.browser?.close();
    await this.merchant?.stop();
    await this.gateway?.stop();
  }

  /// A new browser window; everything it asked for and every error of its pages is recorded.
  async open(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1000, height: 800 },
      ...options });
    context.setDefaultTimeout(10_000);
    this.context = context;
    this.requests = [];
    this.pageErrors = [];
    context.on('request', (request) => this.requests.push(request.url()));
    context.on('weberror', (error) => this.pageErrors.push(error.error().message));
    this.page = await context.newPage();
    return this.page;
  }

  async close() {
    await this.context?.close();
    this.context = null;
  }

  /// Hosts asked other than the gateway's and the shop's.
  strangers() {
    const known = ['gateway.localhost', 'shop.localhost', '127.0.0.1', 'localhost'];
    return this.requests.filter((url) => /^(https?|wss?):/.test(url) &&
      !known.includes(new URL(url).hostname));
  }

  orderId() { return `${this.name}-${++this.orders}`; }

  /// A new order with a token; its notifications go to the merchant.
  async order(request = {}) {
    const orderId = request.orderId ?? this.orderId();
    const token = await this.gateway.token({ amount: 990, ipnTargetUrl: this.merchant.ipnUrl,
      ...request, orderId });
    return { orderId, token };
  }

  /// An order, a page with its form, and the form ready to be filled.
  async show({ request, options, headers, ...page } = {}) {
    const order = await this.order(request);
    await this.open(options);
    const address = this.merchant.page(plainPage({ token: order.token, ...page }), headers);
    await this.page.goto(address);
    const form = await new Form(this.page).ready();
    return { ...order, form, page: this.page, address };
  }

  /// Where the form stands, for whoever reads why a test failed.
  async describe() {
    const told = this.page?.evaluate(() => JSON.stringify({ at: location.href,
      states: [...document.querySelectorAll('.kr-embedded')].map((form) =>
        form.getAttribute('kr-form-state')),
      errors: (window.seen?.errors ?? []).map((error) => error.errorCode ?? error) }));
    return Promise.race([told?.catch((error) => error.message),
      new Promise((resolve) => { setTimeout(resolve, 3000, 'it does not answer'); })]);
  }

  /// `whole` pages are for the last step of a test: taking them resizes the window for a moment, and
  /// the browser may send the next click to where a frame was.
  async screenshot(name, whole = false) {
    mkdirSync(this.screenshots, { recursive: true });
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`), animations: 'disabled',
      fullPage: whole });
  }
}
