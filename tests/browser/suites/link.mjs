// The page behind a QR code, /t/<code>: a buyer scans, pays, comes back, comes too late
// (spec/transactions.md 3, status-machine.md 15). What it says is what the books say.
import assert from 'node:assert/strict';
import { violations } from '../support/axe.mjs';
import { cards, Form } from '../support/form.mjs';
import { problemsOfIpn } from '../support/merchant.mjs';

const windows = {
  desktop: { viewport: { width: 1000, height: 760 } },
  phone: { viewport: { width: 390, height: 760 }, hasTouch: true },
};
const request = { amount: 990, currency: 'EUR', paymentMethodType: 'CARD',
  description: 'Two coffees', customer: { email: 'buyer@example.org' } };

/// A new link of the shop; its notifications go to the merchant.
async function makeLink(world, members = {}) {
  const envelope = await world.gateway.call('Charge/CreateQRCode', { ...request,
    orderId: world.orderId(), ipnTargetUrl: world.merchant.ipnUrl, ...members });
  assert.equal(envelope.status, 'SUCCESS', JSON.stringify(envelope.answer));
  return { ...envelope.answer, address: envelope.answer.qrCode.value };
}

/// The page of a new link in a new window, its form ready.
async function show(world, { options, ...members } = {}) {
  const link = await makeLink(world, members);
  const page = await world.open(options);
  await page.goto(link.address);
  return { link, page, form: await new Form(page).ready() };
}

const outcome = (page) => page.locator('.outcome');
const words = async (page) => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');

async function statusOf(world, link) {
  return (await world.gateway.call('Transaction/Get', { uuid: link.uuid })).answer;
}

/// What the merchant is told next about an order; other links may end meanwhile.
async function told(world, link) {
  for (;;) {
    const ipn = await world.merchant.next('/ipn');
    assert.deepEqual(problemsOfIpn(ipn.fields), []);
    const answer = JSON.parse(ipn.fields['kr-answer']);
    if (answer.orderDetails.orderId === link.orderId) return answer;
  }
}

function nobodyIsTold(world, link) {
  const about = world.merchant.received.filter((one) => one.path === '/ipn' && !one.taken &&
    JSON.parse(one.fields['kr-answer']).orderDetails.orderId === link.orderId);
  assert.deepEqual(about, []);
}

/// Nothing to complain of: for people who do not see it, and on a narrow screen.
async function look(world, page, name) {
  assert.deepEqual(await violations(page), [], name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name}: ${wide} pixels wider than the window`);
  await world.screenshot(`link-${name}`, true);
}

const tests = {};
for (const [size, options] of Object.entries(windows)) {
  tests[`${size}: a buyer pays, and everybody knows`] = async (world) => {
    const { link, page, form } = await show(world, { options });
    const said = await words(page);
    for (const word of ['9.90 EUR', 'Two coffees', link.orderId, 'TEST', 'To be paid before']) {
      assert.ok(said.includes(word), `${word} in: ${said}`);
    }
    assert.equal((await statusOf(world, link)).detailedStatus, 'WAITING_FOR_PAYMENT');
    await look(world, page, `${size}-waiting`);
    await form.pay(cards.accepted);
    await outcome(page).waitFor();
    assert.match(await outcome(page).innerText(), /^Paid/);
    assert.ok((await words(page)).includes(link.uuid), 'a reference to ask with');
    assert.equal(page.url(), link.address, 'back at its own address');
    await look(world, page, `${size}-paid`);
    const answer = await told(world, link);
    assert.equal(answer.orderStatus, 'PAID');
    assert.deepEqual(answer.transactions.map((one) => one.uuid), [link.uuid]);
    const paid = await statusOf(world, link);
    assert.deepEqual([paid.status, paid.detailedStatus], ['PAID', 'AUTHORISED']);
    assert.equal(paid.customer.email, 'buyer@example.org');
    assert.equal((await world.gateway.authorisations(link.orderId)).length, 1);
  };

  tests[`${size}: the end of a link is said`] = async (world) => {
    const link = await makeLink(world, { validityPeriod: 60 });
    await world.gateway.advance('PT61S');
    const page = await world.open(options);
    await page.goto(link.address);
    assert.match(await outcome(page).innerText(), /over its time\. Nothing was taken/);
    assert.equal(await page.locator('.kr-embedded').count(), 0);
    await look(world, page, `${size}-expired`);
    assert.equal((await statusOf(world, link)).detailedStatus, 'EXPIRED');
  };

  tests[`${size}: an address that leads nowhere`] = async (world) => {
    const page = await world.open(options);
    const answer = await page.goto(`${world.gateway.url}/t/aaaaaaaaaaaaaaaaaaaaaaaaaa`);
    assert.equal(answer.status(), 404);
    assert.match(await words(page), /Nothing to pay here/);
    await look(world, page, `${size}-unknown`);
  };

  tests[`${size}: a refused card spends the link, and a new one pays`] = async (world) => {
    const { link, page, form } = await show(world, { options });
    await form.pay(cards.refused);
    await outcome(page).waitFor();
    const answer = await told(world, link);
    assert.deepEqual([answer.orderStatus, answer.orderCycle], ['UNPAID', 'CLOSED']);
    await page.reload();
    assert.match(await outcome(page).innerText(), /refused. Nothing was taken/);
    await look(world, page, `${size}-refused`);
    assert.equal((await statusOf(world, link)).detailedStatus, 'REFUSED');
    const next = await makeLink(world, { orderId: link.orderId });
    await page.goto(next.address);
    await (await form.ready()).pay(cards.accepted);
    await outcome(page).waitFor();
    assert.deepEqual((await world.gateway.transactions(link.orderId))
      .map((one) => [one.uuid, one.detailedStatus]),
    [[link.uuid, 'REFUSED'], [next.uuid, 'AUTHORISED']]);
    assert.equal((await told(world, link)).orderStatus, 'PAID');
  };

  tests[`${size}: a buyer who does not want to pay`] = async (world) => {
    const { link, page } = await show(world, { options });
    await page.getByRole('button', { name: 'Do not pay' }).click();
    await outcome(page).waitFor();
    assert.match(await outcome(page).innerText(), /was cancelled/);
    assert.equal(await page.locator('.kr-embedded').count(), 0);
    assert.equal(page.url(), link.address);
    await look(world, page, `${size}-cancelled`);
    assert.equal((await statusOf(world, link)).detailedStatus, 'CANCELLED');
    await page.goBack();
    await page.goto(link.address);
    assert.match(await outcome(page).innerText(), /was cancelled/);
    assert.deepEqual(await world.gateway.authorisations(link.orderId), []);
  };

  tests[`${size}: long words stay within the page`] = async (world) => {
    const { page } = await show(world, { options, amount: 123456789012,
      orderId: 'O'.repeat(64), description: `<b>${'W'.repeat(240)}</b> & so on` });
    const said = await words(page);
    assert.ok(said.includes('1234567890.12 EUR') || said.includes('1,234,567,890.12 EUR'), said);
    assert.ok(said.includes('<b>W'), 'text, not markup');
    await look(world, page, `${size}-long`);
  };
}

export default {
  ...tests,

  async 'a double click charges once'(world) {
    const { link, page, form } = await show(world);
    await fetch(`${world.gateway.url}/sandbox/acquirer/faults`, { method: 'POST',
      body: JSON.stringify({ operation: 'AUTHORISE', kind: 'SLOW', delayMs: 500 }) });
    await form.fill(cards.accepted);
    await form.button.dblclick();
    await outcome(page).waitFor();
    assert.match(await outcome(page).innerText(), /^Paid/);
    assert.equal((await world.gateway.authorisations(link.orderId)).length, 1);
    assert.equal((await told(world, link)).orderStatus, 'PAID');
    nobodyIsTold(world, link);
  },

  async 'two who scan the same code pay once'(world) {
    const { link, page, form } = await show(world);
    const other = await world.context.newPage();
    await other.goto(link.address);
    const twin = await new Form(other).ready();
    await form.fill(cards.accepted);
    await twin.fill(cards.mastercard);
    await Promise.all([form.press(), twin.press()]);
    await Promise.race([outcome(page).waitFor(), outcome(other).waitFor()]);
    assert.equal((await world.gateway.authorisations(link.orderId)).length, 1);
    for (const one of [page, other]) {
      await one.goto(link.address);
      assert.match(await outcome(one).innerText(), /^Paid/);
    }
    assert.equal((await told(world, link)).orderStatus, 'PAID');
  },

  async 'back and again after the payment: it stays paid'(world) {
    const { link, page, form } = await show(world);
    await form.pay(cards.accepted);
    await outcome(page).waitFor();
    await page.goBack().catch(() => null);
    await page.goto(link.address);
    assert.match(await outcome(page).innerText(), /^Paid/);
    await page.reload();
    assert.match(await outcome(page).innerText(), /^Paid/);
    await world.close();
    const later = await world.open();
    await later.goto(link.address);
    assert.match(await outcome(later).innerText(), /^Paid/, 'whoever scans it later');
    assert.equal((await world.gateway.authorisations(link.orderId)).length, 1);
    await told(world, link);
    nobodyIsTold(world, link);
  },

  async 'the time of the link passes while its page is open'(world) {
    const { link, page, form } = await show(world, { validityPeriod: 120 });
    await form.fill(cards.accepted);
    await world.gateway.advance('PT121S');
    await form.press();
    assert.notEqual(await form.message(), '');
    await page.waitForSelector('.kr-embedded[kr-form-state=closed]');
    await page.reload();
    assert.match(await outcome(page).innerText(), /over its time/);
    assert.deepEqual(await world.gateway.authorisations(link.orderId), []);
  },

  async 'a link outlives the quarter of an hour of other forms'(world) {
    const { link, page, form } = await show(world, { validityPeriod: 3600 });
    await world.gateway.advance('PT50M');
    await form.pay(cards.accepted);
    await outcome(page).waitFor();
    assert.equal((await statusOf(world, link)).detailedStatus, 'AUTHORISED');
    await told(world, link);
  },

  async 'in the language of the buyer, in the currency of the shop'(world) {
    const { page, form } = await show(world, { amount: 1500, currency: 'JPY',
      customer: { email: 'buyer@example.org', billingDetails: { language: 'fr' } } });
    assert.ok((await words(page)).includes('1500 JPY'), 'a currency without cents');
    assert.match(await form.label(), /^(Payer|PAYER)/);
    assert.deepEqual(await violations(page), []);
  },

  async 'who gives up in one window takes the form of the other away'(world) {
    const { link, page, form } = await show(world);
    await form.fill(cards.accepted);
    const other = await world.context.newPage();
    await other.goto(link.address);
    await other.getByRole('button', { name: 'Do not pay' }).click();
    await outcome(other).waitFor();
    await form.press();
    await page.waitForSelector('.kr-embedded[kr-form-state=closed]');
    assert.notEqual(await form.message(), '');
    assert.equal((await statusOf(world, link)).detailedStatus, 'CANCELLED');
    assert.deepEqual(await world.gateway.authorisations(link.orderId), []);
  },

  async 'by the keyboard alone'(world) {
    const { link, page, form } = await show(world);
    await form.pan.focus();
    await page.keyboard.type(cards.accepted.pan);
    await form.expiry.focus();
    await page.keyboard.type(cards.accepted.expiry);
    await form.code.focus();
    await page.keyboard.type(cards.accepted.code);
    await page.keyboard.press('Enter');
    await outcome(page).waitFor();
    assert.equal((await statusOf(world, link)).status, 'PAID');
    await told(world, link);
  },

  async 'without scripts the page says what it needs'(world) {
    const link = await makeLink(world);
    const page = await world.open({ javaScriptEnabled: false });
    await page.goto(link.address);
    const said = await words(page);
    assert.ok(said.includes('9.90 EUR') && /JavaScript/.test(said), said);
    await world.screenshot('link-no-script');
  },
};
