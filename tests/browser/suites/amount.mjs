// Charge/UpdatePaymentAmount while the form is open (spec/transactions.md 2, embedded-form.md 5.1
// setBinUpdateNotificationUrl).
import assert from 'node:assert/strict';
import { cards } from '../support/form.mjs';
import { listeners } from '../support/pages.mjs';

async function update(world, formToken, updatedAmount) {
  const envelope = await world.gateway.call('Charge/UpdatePaymentAmount',
    { formToken, updatedAmount, cardBin: cards.accepted.pan.slice(0, 8) });
  assert.equal(envelope.status, 'SUCCESS');
  return envelope.answer.formToken;
}

export default {
  async 'the page hands over the new token: the form shows and pays the new amount'(world) {
    const { form, page, token, orderId } = await world.show({ request: { amount: 2500 },
      body: listeners('false') });
    assert.match(await form.label(), /25\.00/);
    await form.fill(cards.accepted);
    const cheaper = await update(world, token, 2000);
    await page.evaluate((formToken) => KR.setFormConfig({ formToken }), cheaper);
    await page.waitForFunction(() => /20\.00/.test(
      document.querySelector('.kr-payment-button').innerText));
    assert.equal((await form.pan.inputValue()).replaceAll(' ', ''), cards.accepted.pan,
      'what the buyer typed stays');
    await form.press();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    const [charge] = await world.gateway.authorisations(orderId);
    assert.equal(charge.amount, 2000);
  },

  async 'a form left on the old token pays nothing and says why'(world) {
    const { form, page, token, orderId } = await world.show({ request: { amount: 2500 },
      body: listeners('false') });
    await form.fill(cards.accepted);
    const cheaper = await update(world, token, 2000);
    await form.press();
    await page.waitForFunction(() => window.seen.errors.length > 0);
    assert.equal((await page.evaluate(() => window.seen.errors))[0].errorCode, 'CLIENT_100');
    assert.notEqual(await form.message(), '');
    assert.deepEqual(await world.gateway.transactions(orderId), []);
    await page.evaluate((formToken) => KR.setFormConfig({ formToken }), cheaper);
    await page.waitForSelector('.kr-embedded[kr-form-state=ready]');
    await form.fill(cards.accepted);
    await form.press();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.deepEqual((await world.gateway.authorisations(orderId)).map((one) => one.amount),
      [2000]);
  },

  async 'setBinUpdateNotificationUrl: the merchant is asked, and answers with a new price'(world) {
    const asked = [];
    world.merchant.handlers = { '/bin': async (text) => {
      const { bin, formToken } = JSON.parse(text);
      asked.push(bin);
      const changes = bin.startsWith('4970');
      return JSON.stringify({ formToken: changes ? await update(world, formToken, 1800)
        : formToken });
    } };
    const { form, page, orderId } = await world.show({ request: { amount: 2500 },
      body: `${listeners('false')}<script>KR.setBinUpdateNotificationUrl('/bin');</script>` });
    await form.fill(cards.accepted);
    await page.waitForFunction(() => /18\.00/.test(
      document.querySelector('.kr-payment-button').innerText));
    assert.deepEqual(asked, [cards.accepted.pan.slice(0, 8)]);
    await form.press();
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.deepEqual((await world.gateway.authorisations(orderId)).map((one) => one.amount),
      [1800]);
  },
};
