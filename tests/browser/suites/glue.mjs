// The vendor's npm package @lyracom/embedded-form-glue, unmodified, as its own tests use it and as
// merchants do (spec/embedded-form.md 13.1).
import assert from 'node:assert/strict';
import { application, bundle } from '../support/bundle.mjs';
import { cards, Form } from '../support/form.mjs';
import { problemsOfIpn, problemsOfReturn } from '../support/merchant.mjs';
import { clientScript, gatewayOrigin, themeFiles } from '../support/pages.mjs';
import { shop } from '../support/gateway.mjs';

const settings = { endpoint: gatewayOrigin, publicKey: shop.publicKey };

/// A page that has the glue, a theme and an empty place for a form.
async function gluePage(world, head = '') {
  const script = world.merchant.script(await bundle('glue.js'));
  await world.open();
  await world.page.goto(world.merchant.page(`<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>A shop</title>${themeFiles('neon')}${head}
    </head><body><main><h1>A shop</h1><div id="place"></div></main>
    <script src="${script}"></script></body></html>`));
  return world.page;
}

/// Loads the library and shows a form for `token`, as the package's README does.
async function showForm(page, token) {
  await page.evaluate(async ({ endpoint, publicKey, formToken }) => {
    window.seen = { paid: [], errors: [] };
    const loaded = await window.glue.loadLibrary(endpoint, publicKey);
    const configured = await loaded.KR.setFormConfig({ formToken, 'kr-language': 'en-EN' });
    await configured.KR.onSubmit((response) => { window.seen.paid.push(response); return false; });
    await configured.KR.onError((error) => window.seen.errors.push(error.errorCode));
    const added = await configured.KR.addForm('#place');
    await added.KR.showForm(added.result.formId);
  }, { ...settings, formToken: token });
  return new Form(page).ready();
}

const paid = (page) => page.waitForFunction(() => window.seen.paid.length > 0)
  .then(() => page.evaluate(() => window.seen.paid.at(-1)));

async function serveTokens(world) {
  world.merchant.handlers = { '/token': async () => {
    const order = await world.order();
    return JSON.stringify({ formToken: order.token });
  } };
}

export default {
  async 'loads the library by address and key'(world) {
    const page = await gluePage(world);
    const ready = await page.evaluate(async ({ endpoint, publicKey }) => {
      const { KR } = await window.glue.loadLibrary(endpoint, publicKey);
      return { same: KR === window.KR, ready: Boolean(KR.ready),
        key: KR.$store.state.publicKey };
    }, settings);
    assert.deepEqual(ready, { same: true, ready: true, key: shop.publicKey });
  },

  async 'shows a form with the demo token, ready, with its toolbar, and will not pay it'(world) {
    const form = await showForm(await gluePage(world), 'DEMO-TOKEN-TO-BE-REPLACED');
    for (const name of ['kr-pan', 'kr-expiry', 'kr-security-code']) {
      assert.ok(await form.root.locator(`.${name} iframe`).isVisible(), name);
    }
    assert.match(await form.button.innerText(), /PAY/i);
    await world.page.waitForSelector('#krtoolbar', { state: 'attached' });
    await form.pay(cards.accepted);
    await world.page.waitForFunction(() => window.seen.errors.length > 0);
    assert.deepEqual(await world.page.evaluate(() => window.seen.errors), ['CLIENT_998']);
  },

  async 'refuses a malformed key and an address with a port'(world) {
    const page = await gluePage(world);
    const reasons = await page.evaluate(async ({ endpoint, publicKey }) => {
      const why = (promise) => promise.then(() => 'loaded', (reason) => String(reason));
      return [await why(window.glue.loadLibrary(endpoint, 'INVALID_PUBLIC_KEY')),
        await why(window.glue.loadLibrary(`${endpoint}:8080`, publicKey))];
    }, settings);
    assert.match(reasons[0], /not a valid public key/);
    assert.match(reasons[1], /not a valid endpoint domain/);
  },

  async 'changes the key at run time and gives it back'(world) {
    const page = await gluePage(world);
    const key = await page.evaluate(async ({ endpoint, publicKey }) => {
      await window.glue.loadLibrary(endpoint, publicKey);
      const { KR } = await window.glue.loadLibrary(endpoint, 'INVALID_PUBLIC_KEY');
      return KR.$store.state.publicKey;
    }, settings);
    assert.equal(key, 'INVALID_PUBLIC_KEY');
  },

  async 'loaded twice, it is one application'(world) {
    const { token } = await world.order();
    const page = await gluePage(world, clientScript() + clientScript());
    await page.evaluate(async ({ endpoint, publicKey }) => {
      await Promise.all([window.glue.loadLibrary(endpoint, publicKey),
        window.glue.loadLibrary(endpoint, publicKey)]);
    }, settings);
    const form = await showForm(page, token);
    assert.equal(await page.locator('.kr-app-container').count(), 1);
    assert.equal(await form.root.locator('.kr-pan iframe').count(), 1);
  },

  async 'the toolbar fills the form with an accepted card, which pays'(world) {
    const { orderId, token } = await world.order();
    const form = await showForm(await gluePage(world), token);
    await world.page.hover('#krcardsMenu');
    await world.page.click('#krcardsMenu span.visa');
    await world.page.click('tr.visa.accepted.card-accepted');
    assert.match((await form.pan.inputValue()).replaceAll(' ', ''), /^\d{16}$/);
    await form.press();
    const response = await paid(world.page);
    assert.equal(response.clientAnswer.orderStatus, 'PAID');
    assert.equal(response.clientAnswer.orderDetails.orderId, orderId);
    assert.deepEqual(problemsOfReturn({ 'kr-hash': response.hash, 'kr-answer-type': 'V4/Payment',
      'kr-hash-algorithm': response.hashAlgorithm, 'kr-hash-key': response.hashKey,
      'kr-answer': response.rawClientAnswer }), []);
    assert.equal(JSON.stringify(response.clientAnswer), response.rawClientAnswer);
    const ipn = await world.merchant.next('/ipn');
    assert.deepEqual(problemsOfIpn(ipn.fields), []);
    assert.equal(JSON.parse(ipn.fields['kr-answer']).transactions[0].uuid,
      response.clientAnswer.transactions[0].uuid);
  },

  async 'the toolbar offers a refused card, and the buyer tries again'(world) {
    const { orderId, token } = await world.order();
    const form = await showForm(await gluePage(world), token);
    await world.page.hover('#krcardsMenu');
    await world.page.click('#krcardsMenu span.visa');
    await world.page.click('tr.visa.refused.card-refused');
    await form.press();
    assert.notEqual(await form.message(), '');
    assert.match((await world.page.evaluate(() => window.seen.errors))[0], /^ACQ_001$/);
    assert.equal(await form.code.inputValue(), '', 'the security code is cleared');
    await form.pay(cards.accepted);
    assert.equal((await paid(world.page)).clientAnswer.orderStatus, 'PAID');
    assert.deepEqual((await world.gateway.transactions(orderId)).map((one) => one.detailedStatus),
      ['REFUSED', 'AUTHORISED']);
  },

  async 'React: two payments in a row in one application'(world) {
    await serveTokens(world);
    const script = world.merchant.script(await bundle('react.jsx'));
    const page = await world.open();
    await page.goto(world.merchant.page(application(script, settings)));
    for (const round of [1, 2]) {
      await page.click('#buy');
      const form = await new Form(page).ready();
      await form.pay(cards.accepted);
      await page.waitForFunction((count) => document.querySelectorAll('.paid').length === count,
        round);
    }
    const orders = await page.locator('.paid').allInnerTexts();
    assert.equal(new Set(orders).size, 2);
    for (const order of orders) {
      assert.equal((await world.gateway.authorisations(order)).length, 1, order);
    }
    assert.equal(await page.locator('.kr-app-container').count(), 1);
  },

  async 'React: leaving in the middle and coming back'(world) {
    await serveTokens(world);
    const script = world.merchant.script(await bundle('react.jsx'));
    const page = await world.open();
    await page.goto(world.merchant.page(application(script, settings)));
    await page.click('#buy');
    const left = await new Form(page).ready();
    await left.pan.pressSequentially('4970');
    await page.click('#leave');
    await page.waitForFunction(() => document.querySelectorAll('iframe').length === 0);
    await page.click('#buy');
    const form = await new Form(page).ready();
    assert.equal(await form.pan.inputValue(), '');
    await form.pay(cards.accepted);
    await page.waitForSelector('.paid');
  },

  async 'Vue: a form in a component, in French'(world) {
    await serveTokens(world);
    const script = world.merchant.script(await bundle('vue.js'));
    const page = await world.open();
    await page.goto(world.merchant.page(application(script, settings)));
    const form = await new Form(page).ready();
    assert.match(await form.label(), /PAYER/i);
    await form.pay(cards.mastercard);
    await page.waitForSelector('.paid');
    const order = await page.locator('.paid').innerText();
    assert.equal((await world.gateway.authorisations(order)).length, 1);
  },
};
