// Several cards for one order, and the dates of a plan (spec/status-machine.md 13, 14; use-cases.md
// 2, 3).
import assert from 'node:assert/strict';
import { cards } from '../support/form.mjs';
import { listeners } from '../support/pages.mjs';

const voucher = { pan: '5025001000000008', expiry: '1231', code: '123' };

const updates = `${listeners()}<script>
window.updates = [];
KR.onOrderUpdate((response) => { updates.push(response._name); });
</script>`;
const terms = (page) => page.locator('.kr-embedded .kr-order-terms li');

export default {
  async 'a voucher pays a part, the form asks for another card, and only then leaves'(world) {
    const { form, page, orderId } = await world.show({ request: { amount: 5000 }, body: updates,
      script: { 'kr-post-url-success': '/paid' } });
    assert.match(await form.label(), /50\.00/);
    assert.equal(await terms(page).count(), 0);
    await form.pay(voucher);
    await terms(page).first().waitFor();
    assert.deepEqual(await terms(page).allInnerTexts(),
      ['€25.00 paid with CONECS 0008', 'Still to pay: €25.00']);
    await page.locator('.kr-embedded[kr-form-state=ready]').waitFor();
    assert.match(await form.label(), /25\.00/);
    assert.equal(await form.pan.inputValue(), '', 'the next card starts empty');
    assert.match(page.url(), /\/page\//, 'the page stays');
    assert.deepEqual(await page.evaluate(() => window.updates), ['billingPartialPayment']);
    assert.equal(await page.evaluate(() => window.seen.submit.length), 0);
    await world.screenshot('split-remaining');

    await form.pay(cards.refused);
    assert.notEqual(await form.message(), '');
    assert.match(await form.label(), /25\.00/, 'a refused card leaves the part standing');

    await form.pay(cards.accepted);
    const returned = await world.merchant.next('/paid');
    const answer = JSON.parse(returned.fields['kr-answer']);
    assert.equal(answer.orderStatus, 'PAID');
    assert.deepEqual(answer.transactions.map((one) => [one.amount, one.detailedStatus]),
      [[2500, 'AUTHORISED'], [2500, 'REFUSED'], [2500, 'PARTIALLY_AUTHORISED']]);
    const told = world.merchant.received.filter((one) => one.path === '/ipn' && !one.taken);
    assert.equal(told.length, 1, 'one notification, at the end');
    for (const one of told) one.taken = true;
    assert.deepEqual((await world.gateway.authorisations(orderId)).map((one) => one.result),
      ['APPROVED', 'DECLINED', 'APPROVED']);
  },

  async 'a page that is loaded again goes on with what remains'(world) {
    const { form, page, address } = await world.show({ request: { amount: 4000 },
      body: listeners('false') });
    await form.pay({ ...voucher, pan: '5025002000000006' });
    await terms(page).first().waitFor();
    await page.goto(address);
    await form.ready();
    await terms(page).first().waitFor();
    assert.deepEqual(await terms(page).allInnerTexts(),
      ['€25.00 paid with APETIZ 0006', 'Still to pay: €15.00']);
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    const answer = await page.evaluate(() => window.seen.submit[0].clientAnswer);
    assert.equal(answer.orderStatus, 'PAID');
    assert.equal(answer.orderDetails.orderPaidAmount, 4000);
  },

  async 'the last refusal closes the form, and the voucher is given back'(world) {
    const { form, page, orderId } = await world.show({
      request: { amount: 5000, transactionOptions: { cardOptions: { retry: 0 } } },
      body: listeners('false') });
    await form.pay({ ...voucher, pan: '5025003000000004' });
    await terms(page).first().waitFor();
    await page.locator('.kr-embedded[kr-form-state=ready]').waitFor();
    await form.pay(cards.refused);
    await page.locator('.kr-embedded[kr-form-state=closed]').waitFor();
    const statuses = (await world.gateway.transactions(orderId)).map((one) => one.detailedStatus);
    assert.deepEqual(statuses.sort(), ['CANCELLED', 'REFUSED']);
  },

  async 'a plan shows its dates before the card, and pays the first'(world) {
    const { form, page, orderId } = await world.show({ body: listeners('false'), request: {
      amount: 10000,
      transactionOptions: { installmentOptions: { firstAmount: 4000, count: 3, period: 30 } } } });
    await terms(page).nth(2).waitFor();
    const lines = await terms(page).allInnerTexts();
    assert.match(lines[0], /: €40\.00$/);
    assert.match(lines[2], /: €30\.00$/);
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal(await page.evaluate(() => window.seen.submit[0].clientAnswer.orderStatus),
      'RUNNING');
    assert.deepEqual((await world.gateway.authorisations(orderId)).map((one) => one.amount), [4000]);
  },
};
