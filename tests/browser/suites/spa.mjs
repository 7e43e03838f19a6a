// Mounting and unmounting in a single-page application: nothing is left behind
// (spec/embedded-form.md 5.1 removeForms, issue 3 item 5).
import assert from 'node:assert/strict';
import { cards, Form } from '../support/form.mjs';
import { clientScript, fields, listeners, themeFiles } from '../support/pages.mjs';
import { shop } from '../support/gateway.mjs';

const mounts = 50;
const warmUp = 10;

async function emptyPage(world) {
  const page = await world.open();
  await page.goto(world.merchant.page(`<!doctype html><html lang="en"><head>
    <meta charset="utf-8"><title>A shop</title>${clientScript({ 'kr-spa-mode': 'true' })}
    ${themeFiles('neon')}</head><body><div id="place"></div>${listeners('false')}</body></html>`));
  return page;
}

async function mount(page, token, more = {}) {
  await page.evaluate(async ({ token, more, fields }) => {
    document.querySelector('#place').innerHTML = `<div class="kr-embedded">${fields}</div>`;
    await KR.setFormConfig({ formToken: token, ...more });
    await KR.renderElements('#place');
  }, { token, more, fields });
  return new Form(page).ready();
}

const unmount = (page) => page.evaluate(async () => {
  await KR.removeForms();
  document.querySelector('#place').replaceChildren();
});

/// Bytes, nodes and listeners that live in the page, after a collection.
async function measure(page, devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name) => metrics.find((one) => one.name === name).value;
  return { heap: value('JSHeapUsedSize'), nodes: value('Nodes'), documents: value('Documents'),
    listeners: value('JSEventListeners'), frames: page.frames().length,
    elements: await page.evaluate(() => document.querySelectorAll('*').length) };
}

export default {
  async 'fifty mounts leave nothing behind'(world) {
    const { token } = await world.order();
    const page = await emptyPage(world);
    const devtools = await world.context.newCDPSession(page);
    await devtools.send('Performance.enable');
    await devtools.send('HeapProfiler.enable');
    let before;
    for (let i = 0; i < warmUp + mounts; ++i) {
      if (i === warmUp) before = await measure(page, devtools);
      await mount(page, token);
      await unmount(page);
    }
    const after = await measure(page, devtools);
    const grown = (after.heap - before.heap) / mounts;
    console.log(`spa: ${mounts} mounts: heap ${before.heap} to ${after.heap} bytes, ` +
      `${grown.toFixed(0)} a mount; nodes ${before.nodes} to ${after.nodes}, listeners ` +
      `${before.listeners} to ${after.listeners}, frames ${before.frames} to ${after.frames}`);
    assert.equal(after.frames, before.frames);
    assert.equal(after.elements, before.elements);
    // A leaked form is some 25 kB with its closures, nodes and listeners.
    assert.ok(grown < 2048, `${grown} bytes of heap a mount`);
    assert.ok((after.nodes - before.nodes) / mounts < 2, `${after.nodes - before.nodes} nodes`);
    assert.ok((after.listeners - before.listeners) / mounts < 0.5, 'listeners');
    await (await mount(page, token)).pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal(await page.evaluate(() => window.seen.submit.length), 1, 'one handler, one call');
  },

  async 'another token, language and key after removeForms'(world) {
    const page = await emptyPage(world);
    const first = await world.order({ amount: 1000 });
    assert.match(await (await mount(page, first.token)).label(), /PAY.*10\.00/);
    await unmount(page);
    const second = await world.order({ amount: 2000 });
    const form = await mount(page, second.token, { 'kr-language': 'fr-FR',
      publicKey: shop.publicKey });
    assert.match(await form.label(), /PAYER.*20,00/i);
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal((await world.gateway.authorisations(second.orderId)).length, 1);
    assert.deepEqual(await world.gateway.transactions(first.orderId), []);
  },

  async 'the token of a drawn form changes without a reload'(world) {
    const page = await emptyPage(world);
    const first = await world.order({ amount: 1000 });
    const form = await mount(page, first.token);
    const ready = await page.evaluate(() => window.seen.ready);
    const second = await world.order({ amount: 3000 });
    await page.evaluate((formToken) => KR.setFormConfig({ formToken }), second.token);
    await page.waitForFunction((count) => window.seen.ready > count, ready);
    assert.match(await form.label(), /30\.00/);
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal((await world.gateway.authorisations(second.orderId)).length, 1);
  },

  async 'the language of a drawn form changes without a reload'(world) {
    const page = await emptyPage(world);
    const { token } = await world.order();
    const form = await mount(page, token);
    await page.evaluate(() => KR.setFormConfig({ language: 'de-DE' }));
    await page.waitForFunction(() => /BEZAHLEN|ZAHLEN/i.test(
      document.querySelector('.kr-payment-button').innerText));
    await form.press();
    assert.match(await form.message(), /[Kk]arte/);
  },

  async 'onFormReady registered late is called all the same'(world) {
    const page = await emptyPage(world);
    const { token } = await world.order();
    await mount(page, token);
    await page.evaluate(() => new Promise((resolve) => { KR.onFormReady(resolve); }));
  },
};
