// The demo shop of demo mode: from opening it to PAID, with its notification seen
// (docs/integrate/sandbox-shop.md).
import assert from 'node:assert/strict';
import { violations } from '../support/axe.mjs';
import { cards, Form } from '../support/form.mjs';

const stateIs = (page, state) => page.waitForSelector(`.state[data-state=${state}]`);

async function checkOut(world, query = '', options = {}) {
  const page = await world.open(options);
  await page.goto(`${world.gateway.url}/sandbox/shop${query}`);
  await page.click('.checkout');
  return { page, form: await new Form(page).ready() };
}

const tests = {
  async 'from open to PAID, with the notification and its signature seen'(world) {
    const began = Date.now();
    const { page, form } = await checkOut(world);
    await stateIs(page, 'NEW');
    await form.pay(cards.accepted);
    await page.waitForSelector('.receipt h2');
    console.log(`shop: ${Date.now() - began} ms from opening the page to the receipt`);
    assert.match(await page.innerText('.receipt'), /it is paid/);
    await stateIs(page, 'PAID');
    const kinds = await page.locator('.events > li').evaluateAll((all) =>
      all.map((one) => one.dataset.kind));
    assert.deepEqual(kinds, ['return', 'notification', 'token'], 'the latest first');
    const notification = page.locator('.events > li[data-kind=notification]');
    assert.deepEqual(await notification.locator('.steps > li > span').allInnerTexts(),
      ['✓', '✓', '✓', '✓', '✓']);
    assert.match(await notification.innerText(), /user-agent/i);
    assert.match(await notification.innerText(), /"orderStatus": "PAID"/);
    await page.click('.events > li[data-kind=return] summary');
    assert.match(await page.locator('.events > li[data-kind=return]').innerText(),
      /kr-hash-key says sha256_hmac/);
    const order = (await page.innerText('.receipt .amount')).match(/SHOP-\w+/)[0];
    assert.equal((await world.gateway.authorisations(order)).length, 1);
    assert.deepEqual(await violations(page), []);
    await world.screenshot('shop-desktop-paid', true);
  },

  async 'refused, then paid, then bought again'(world) {
    const { page, form } = await checkOut(world, '?language=fr&theme=classic');
    assert.match(await form.label(), /PAYER/i);
    await form.pay(cards.refused);
    await stateIs(page, 'REFUSED');
    await form.message();
    await world.screenshot('shop-desktop-refused');
    assert.deepEqual(await violations(page), []);
    await form.pay(cards.accepted);
    await page.waitForSelector('.receipt h2');
    await page.click('.pane[data-step=receipt] .again');
    await page.click('.product .more, .products li:first-child .more');
    await page.click('.checkout');
    const second = await new Form(page).ready();
    assert.match(await second.label(), /44,80/);
    await second.pay(cards.amex);
    await page.waitForSelector('.receipt h2');
    assert.match(await page.innerText('.receipt .amount'), /44\.80/);
  },

  async 'the shop cannot read the card: its form comes from another origin'(world) {
    const { page, form } = await checkOut(world);
    await form.fill(cards.accepted);
    const read = await page.evaluate(() => [...document.querySelectorAll('iframe')].map((frame) => {
      try { return frame.contentDocument ? 'readable' : 'kept apart'; } catch { return 'kept apart'; }
    }));
    assert.ok(read.length >= 3);
    assert.ok(read.every((one) => one === 'kept apart'), read.join());
  },

  async 'the page says what it cannot do'(world) {
    const page = await world.open();
    await page.route('**/sandbox/shop/orders', (route) => route.abort());
    await page.goto(`${world.gateway.url}/sandbox/shop`);
    await page.click('.checkout');
    await page.waitForSelector('.problem:not([hidden])');
    assert.match(await page.innerText('.problem'), /did not work/);
    for (let i = 0; i < 1; ++i) await page.click('[data-product=beans] .less');
    assert.ok(await page.isDisabled('.checkout'), 'an empty basket');
  },
};

for (const [size, options] of Object.entries({
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } })) {
  tests[`${size}: basket and payment are accessible, and nothing sticks out`] = async (world) => {
    const { page, form } = await checkOut(world, '', options);
    await form.fill(cards.accepted);
    const found = await violations(page);
    const sticksOut = () => page.evaluate(() =>
      document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(await sticksOut(), false);
    await page.click('.pane[data-step=payment] .again');
    found.push(...await violations(page));
    assert.equal(await sticksOut(), false);
    await world.screenshot(`shop-${size}-basket`);
    await page.click('.checkout');
    await (await new Form(page).ready()).fill(cards.accepted);
    await world.screenshot(`shop-${size}-payment`, true);
    assert.deepEqual(found, []);
  };
}

export default tests;
