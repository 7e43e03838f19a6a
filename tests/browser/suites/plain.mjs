// Plain pages: return addresses and their signature, merchants' own fields, loading orders, AMD
// (spec/embedded-form.md 3, 8.1, 8.2; ipn-and-signatures.md 7).
import assert from 'node:assert/strict';
import { cards, Form } from '../support/form.mjs';
import { problemsOfIpn, problemsOfReturn } from '../support/merchant.mjs';
import { client, clientScript, fields, listeners, plainPage, themeFiles } from '../support/pages.mjs';
import { shop } from '../support/gateway.mjs';

const once = { transactionOptions: { cardOptions: { retry: 0 } } };
const answerOf = (request) => JSON.parse(request.fields['kr-answer']);

export default {
  async 'kr-post-url-success receives the signed answer, after the notification'(world) {
    const { form, orderId } = await world.show({ script: { 'kr-post-url-success': '/paid' } });
    await form.pay(cards.accepted);
    const returned = await world.merchant.next('/paid');
    assert.equal(returned.method, 'POST');
    assert.match(returned.headers['content-type'], /^application\/x-www-form-urlencoded/);
    assert.equal(returned.headers.origin, 'http://shop.localhost');
    assert.deepEqual(problemsOfReturn(returned.fields), []);
    assert.equal(answerOf(returned).orderStatus, 'PAID');
    assert.equal(answerOf(returned).orderDetails.orderId, orderId);
    const ipn = world.merchant.received.find((one) => one.path === '/ipn' && !one.taken);
    assert.ok(ipn, 'the notification comes before the browser');
    ipn.taken = true;
    assert.deepEqual(problemsOfIpn(ipn.fields), []);
    assert.equal(answerOf(ipn).transactions[0].uuid, answerOf(returned).transactions[0].uuid);
  },

  async 'kr-get-url-success receives it as a query'(world) {
    const { form } = await world.show({ form: { 'kr-get-url-success': '/paid-get?basket=7' } });
    await form.pay(cards.accepted);
    const returned = await world.merchant.next('/paid-get');
    assert.equal(returned.method, 'GET');
    assert.equal(returned.fields.basket, '7', 'the address keeps its own query');
    assert.deepEqual(problemsOfReturn(returned.fields), []);
  },

  async 'kr-post-url-refused is called at the last refusal only'(world) {
    const { form, page } = await world.show({
      request: { transactionOptions: { cardOptions: { retry: 1 } } },
      script: { 'kr-post-url-refused': '/refused', 'kr-post-url-success': '/paid' } });
    await form.pay(cards.refused);
    await form.message();
    assert.match(page.url(), /\/page\//, 'attempts are left');
    await form.pay(cards.refused);
    const returned = await world.merchant.next('/refused');
    assert.deepEqual(problemsOfReturn(returned.fields), []);
    assert.equal(answerOf(returned).orderStatus, 'UNPAID');
    assert.equal(answerOf(returned).orderCycle, 'CLOSED');
  },

  async 'kr-get-url-refused receives it as a query'(world) {
    const { form } = await world.show({ request: once,
      script: { 'kr-get-url-refused': '/refused-get' } });
    await form.pay(cards.refused);
    const returned = await world.merchant.next('/refused-get');
    assert.equal(returned.method, 'GET');
    assert.deepEqual(problemsOfReturn(returned.fields), []);
  },

  async 'without an address the last refusal leaves the page, and the form closed'(world) {
    const { form, page } = await world.show({ request: once, body: listeners() });
    await form.pay(cards.refused);
    assert.notEqual(await form.message(), '');
    await page.waitForFunction(() => window.seen.errors.length > 0);
    const error = (await page.evaluate(() => window.seen.errors))[0];
    assert.ok(!('KR' in error), 'a page that logs errors would log the form token');
    assert.equal(error.errorCode, 'ACQ_001');
    assert.equal(error.detailedErrorCode, '51');
    assert.equal(error.metadata.answer.clientAnswer.orderCycle, 'CLOSED');
    assert.ok(await form.button.isDisabled());
  },

  async 'onSubmit may keep the page: false, a promise of false, a rejection'(world) {
    for (const answer of ['false', 'Promise.resolve(false)', 'Promise.reject(new Error("no"))']) {
      const { form, page } = await world.show({ script: { 'kr-post-url-success': '/kept' },
        body: listeners(answer) });
      await form.pay(cards.accepted);
      await page.waitForFunction(() => window.seen.submit.length > 0);
      await page.waitForSelector('.kr-embedded[kr-form-state=paid]');
      assert.match(page.url(), /\/page\//, answer);
      assert.ok(!world.merchant.received.some((one) => one.path === '/kept'), answer);
      await world.close();
    }
  },

  async 'the merchant\'s own fields travel with the answer, and are required'(world) {
    const { form, page } = await world.show({ script: { 'kr-post-url-success': '/paid-more' },
      body: listeners(), inner: `<input class="kr-theme" type="text" name="acme_gift"
        placeholder="Gift message" required>${fields}` });
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.errors.length > 0);
    const error = (await page.evaluate(() => window.seen.errors))[0];
    assert.equal(error.errorCode, 'CLIENT_300');
    assert.deepEqual(error.children.map((child) => child.errorCode), ['CLIENT_304']);
    await page.locator('input[name=acme_gift]').fill('Bon anniversaire, Zoë & co');
    await form.press();
    const returned = await world.merchant.next('/paid-more');
    assert.equal(returned.fields.acme_gift, 'Bon anniversaire, Zoë & co');
    assert.deepEqual(problemsOfReturn(returned.fields), []);
  },

  async 'fields that are wrong are named, and nothing is sent'(world) {
    const { form, page, orderId } = await world.show({ body: listeners() });
    await form.pay({ pan: '4970100000000056', expiry: '0120', code: '12' });
    await page.waitForFunction(() => window.seen.errors.length > 0);
    const error = (await page.evaluate(() => window.seen.errors))[0];
    assert.equal(error.errorCode, 'CLIENT_300');
    assert.deepEqual(error.children.map((child) => child.errorCode).sort(),
      ['CLIENT_301', 'CLIENT_302', 'CLIENT_303']);
    assert.deepEqual(await world.gateway.transactions(orderId), []);
  },

  async 'an empty form element gets its fields'(world) {
    const { form, page } = await world.show({ inner: '', body: listeners() });
    await form.pay(cards.amex);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    const brands = await page.evaluate(() => window.seen.brands.map((card) => card.brand));
    assert.ok(brands.includes('AMEX'), brands.join());
  },

  async 'the theme may come before the client'(world) {
    const { token } = await world.order();
    const page = await world.open();
    await page.goto(world.merchant.page(`<!doctype html><html lang="en"><head><title>A shop</title>
      ${themeFiles('classic')}${clientScript()}</head><body>
      <div class="kr-embedded" kr-form-token="${token}">${fields}</div></body></html>`));
    await (await new Form(page).ready()).pay(cards.accepted);
    await page.waitForSelector('.kr-embedded[kr-form-state=paid]');
  },

  async 'RequireJS: the module is KR, and configuration sits on the form'(world) {
    const { token } = await world.order();
    const page = await world.open();
    await page.goto(world.merchant.page(`<!doctype html><html lang="en"><head><title>A shop</title>
      <script src="/require.js"></script></head><body>
      <div class="kr-embedded" kr-form-token="${token}" kr-public-key="${shop.publicKey}"
       kr-language="en-EN">${fields}</div>
      <script>requirejs.config({ paths: { krypton: '${client}/stable/kr-payment-form.min',
        neon: '${client}/ext/neon' } });
      require(['krypton'], (KR) => { window.module = KR; require(['neon']); });</script>
      </body></html>`));
    const form = await new Form(page).ready();
    assert.ok(await page.evaluate(() => window.module === window.KR));
    await form.pay(cards.accepted);
    await page.waitForSelector('.kr-embedded[kr-form-state=paid]');
  },

  async 'a page drives a hidden form: addForm, validateForm, submit'(world) {
    const { token } = await world.order();
    const page = await world.open();
    await page.goto(world.merchant.page(`<!doctype html><html lang="en"><head><title>A shop</title>
      ${clientScript({ 'kr-spa-mode': 'true' })}</head><body><div id="place"></div>
      ${listeners('false')}</body></html>`));
    const formId = await page.evaluate(async (formToken) => {
      await KR.setFormConfig({ formToken });
      const { result } = await KR.addForm('#place');
      return result.formId;
    }, token);
    assert.ok(!await page.locator('.kr-embedded').isVisible(), 'hidden until it is shown');
    await page.evaluate((id) => KR.showForm(id), formId);
    const form = await new Form(page).ready();
    const refused = await page.evaluate(() => KR.validateForm().then(() => null,
      ({ result }) => ({ code: result.errorCode, shows: typeof result.doOnError })));
    assert.deepEqual(refused, { code: 'CLIENT_300', shows: 'function' });
    await form.fill(cards.accepted);
    await page.evaluate(async () => { await KR.validateForm(); await KR.submit(); });
    await page.waitForFunction(() => window.seen.submit.length > 0);
    await page.evaluate((id) => KR.hideForm(id), formId);
    assert.ok(!await page.locator('.kr-embedded').isVisible());
  },

  async 'a key that is malformed, and none at all, have their codes'(world) {
    for (const [key, code] of [['nonsense', 'CLIENT_004'], ['', 'CLIENT_501']]) {
      const { token } = await world.order();
      const page = await world.open();
      await page.goto(world.merchant.page(plainPage({ token, script: { 'kr-public-key': key },
        body: listeners() })));
      await page.waitForFunction(() => window.seen.errors.length > 0);
      assert.equal((await page.evaluate(() => window.seen.errors))[0].errorCode, code);
      await world.close();
    }
  },
};
