// Lost lines, lost patience, lost time: the buyer is charged once, and told what became of it
// (spec/embedded-form.md 8.2, 8.5). The acquirer's own ledger is the witness.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { cards, Form } from '../support/form.mjs';
import { gatewayOrigin, listeners } from '../support/pages.mjs';

const payAddress = '**/form/pay';
const paidState = '.kr-embedded[kr-form-state=paid]';

async function chargedOnce(world, orderId) {
  assert.equal((await world.gateway.authorisations(orderId)).length, 1, 'authorised once');
  const states = (await world.gateway.transactions(orderId)).map((one) => one.detailedStatus);
  assert.deepEqual(states, ['AUTHORISED']);
}

/// The next authorisation takes its time, so that there is something to interrupt.
async function slowAcquirer(world, delayMs) {
  await fetch(`${world.gateway.url}/sandbox/acquirer/faults`, { method: 'POST',
    body: JSON.stringify({ operation: 'AUTHORISE', kind: 'SLOW', delayMs }) });
}

async function waitingFaults(world) {
  return (await (await fetch(`${world.gateway.url}/sandbox/acquirer/faults`)).json()).waiting;
}

/// Asks until the answer is yes, ten seconds at most.
async function until(question) {
  for (const limit = Date.now() + 10_000; !await question();) {
    if (Date.now() > limit) throw new Error('it did not happen within 10 s');
    await pause(50);
  }
}

export default {
  async 'a double click charges once'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await slowAcquirer(world, 500);
    await form.fill(cards.accepted);
    await form.button.dblclick();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal(await page.evaluate(() => window.seen.submit.length), 1);
    await chargedOnce(world, orderId);
  },

  async 'submit called many times at once charges once'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await slowAcquirer(world, 500);
    await form.fill(cards.accepted);
    await page.evaluate(() => { for (let i = 0; i < 5; ++i) KR.submit().catch(() => {}); });
    await page.waitForFunction(() => window.seen.submit.length > 0);
    await chargedOnce(world, orderId);
  },

  async 'two windows with one token charge once'(world) {
    const { form, page, address, orderId } = await world.show({ body: listeners('false') });
    const other = await world.context.newPage();
    await other.goto(address);
    const twin = await new Form(other).ready();
    await slowAcquirer(world, 500);
    await form.fill(cards.accepted);
    await twin.fill(cards.accepted);
    await Promise.all([form.press(), twin.press()]);
    await Promise.race([page.waitForSelector(paidState), other.waitForSelector(paidState)]);
    await chargedOnce(world, orderId);
  },

  async 'no network: the buyer is told, and pays when it is back'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await form.fill(cards.accepted);
    await world.context.setOffline(true);
    await form.press();
    await page.waitForSelector('.kr-embedded[kr-form-state=checking]');
    assert.match(await form.message(), /connection/);
    assert.ok(await form.button.isDisabled(), 'nobody knows yet whether it went through');
    await world.context.setOffline(false);
    await page.waitForFunction(() => window.seen.errors.length > 0);
    assert.equal((await page.evaluate(() => window.seen.errors))[0].errorCode, 'CLIENT_999');
    await page.waitForSelector('.kr-embedded[kr-form-state=ready]');
    if (await form.code.inputValue() === '') await form.fill({ code: '123' });
    await form.press();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    await chargedOnce(world, orderId);
  },

  async 'the answer is lost after the charge: the form finds out, and charges no second time'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    let lost = 0;
    await world.context.route(payAddress, async (route) => {
      await route.fetch({ url: route.request().url().replace(gatewayOrigin, world.gateway.url) });
      lost += 1;
      await route.abort('connectionreset');
    });
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal(lost, 1);
    assert.equal(await page.evaluate(() => window.seen.submit[0].clientAnswer.orderStatus), 'PAID');
    await page.waitForSelector(paidState);
    await chargedOnce(world, orderId);
  },

  async 'the request is lost before the charge: the buyer may press again'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await world.context.route(payAddress, (route) => route.abort('connectionreset'), { times: 1 });
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.errors.length > 0);
    await page.waitForSelector('.kr-embedded[kr-form-state=ready]');
    if (await form.code.inputValue() === '') await form.fill({ code: '123' });
    await form.press();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    await chargedOnce(world, orderId);
  },

  async 'the gateway fails once: CLIENT_104, and the form goes on'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await world.context.route(payAddress, (route) => route.fulfill({ status: 503, body: '' }),
      { times: 1 });
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.errors.length > 0);
    assert.equal((await page.evaluate(() => window.seen.errors))[0].errorCode, 'CLIENT_104');
    await page.waitForSelector('.kr-embedded[kr-form-state=ready]');
    if (await form.code.inputValue() === '') await form.fill({ code: '123' });
    await form.press();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    await chargedOnce(world, orderId);
  },

  async 'the gateway dies in the middle of a charge and comes back'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await slowAcquirer(world, 4000);
    await form.fill(cards.accepted);
    const sent = page.waitForRequest('**/form/pay');
    await form.press();
    await sent;
    await page.waitForSelector('.kr-embedded[kr-form-state=paying]');
    await world.gateway.stop('SIGKILL');
    await world.gateway.start();
    await page.waitForFunction(() => window.seen.submit.length + window.seen.errors.length > 0,
      undefined, { timeout: 30_000 });
    // Whether the intent had reached the disk or not: at most one charge, and a form that says so.
    if (await page.evaluate(() => window.seen.submit.length) === 0) {
      await page.waitForSelector('.kr-embedded[kr-form-state=ready]');
      if (await form.code.inputValue() === '') await form.fill({ code: '123' });
      await form.press();
      await page.waitForFunction(() => window.seen.submit.length > 0, undefined,
        { timeout: 30_000 });
    }
    await chargedOnce(world, orderId);
  },

  async 'the session runs out: PSP_108, a form at its end, and nothing charged'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await form.fill(cards.accepted);
    await world.gateway.advance('PT15M');
    await form.press();
    await page.waitForFunction(() => window.seen.errors.length > 0);
    assert.equal((await page.evaluate(() => window.seen.errors))[0].errorCode, 'PSP_108');
    assert.notEqual(await form.message(), '');
    await page.waitForSelector('.kr-embedded[kr-form-state=closed]');
    assert.ok(await form.button.isDisabled());
    assert.deepEqual(await world.gateway.transactions(orderId), []);
  },

  async 'back to a form that was paid: it says so, and charges nothing'(world) {
    const { form, page, orderId } = await world.show({ script: { 'kr-post-url-success': '/paid' },
      body: listeners() });
    await form.pay(cards.accepted);
    await page.waitForURL('**/paid');
    await page.goBack();
    await page.waitForSelector('.kr-embedded[kr-form-state=closed], .kr-embedded[kr-form-state=paid]');
    assert.ok(await form.button.isDisabled());
    assert.notEqual(await form.message(), '');
    await chargedOnce(world, orderId);
  },

  async 'reloaded in the middle of a charge: the page learns what became of it'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false') });
    await slowAcquirer(world, 1500);
    await form.fill(cards.accepted);
    const sent = page.waitForRequest('**/form/pay');
    await form.press();
    await sent;
    await page.waitForSelector('.kr-embedded[kr-form-state=paying]');
    await until(async () => (await waitingFaults(world)) === 0);  // the acquirer has been asked
    await page.reload();
    await until(async () => (await world.gateway.transactions(orderId)).length > 0);
    await page.reload();
    await page.waitForSelector('.kr-embedded[kr-form-state=closed], .kr-embedded[kr-form-state=paid]');
    await chargedOnce(world, orderId);
  },
};
