// Buyers: with a keyboard alone, in five languages, in a hurry (spec/embedded-form.md 2, 11; issue 3
// item 6).
import assert from 'node:assert/strict';
import { cards, Form } from '../support/form.mjs';
import { listeners, plainPage } from '../support/pages.mjs';

const languages = {
  'en-EN': { pay: /^PAY\b/i, card: 'Card number', check: /card/i },
  'fr-FR': { pay: /^PAYER/i, card: 'Numéro de carte', check: /carte/i },
  'es-ES': { pay: /^PAGAR/i, card: 'Número de tarjeta', check: /tarjeta/i },
  'de-DE': { pay: /ZAHLEN/i, card: 'Kartennummer', check: /karte/i },
  'pt-BR': { pay: /^PAGAR/i, card: 'Número do cartão', check: /cart[ãa]o/i },
};

/// Waits until the focus is in that part of the form, in a frame of it or not.
async function focusIn(page, part) {
  await page.waitForFunction((name) => document.activeElement.closest(`.${name}`), part);
}

const errorAboveButton = `
  <div class="kr-pan"></div><div class="kr-expiry"></div><div class="kr-security-code"></div>
  <div class="kr-form-error"></div><button class="kr-payment-button"></button>`;

const tests = {
  async 'a press is not lost to the message that comes while it lasts'(world) {
    const { form, page } = await world.show({ inner: errorAboveButton, body: listeners('false') });
    await form.pan.pressSequentially('4970');
    const box = await form.button.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    // The field has been left by now, and knows that it is wrong.
    await page.waitForFunction(() => !document.querySelector('.kr-pan.kr-focus'));
    await page.mouse.up();
    await page.waitForFunction(() => window.seen.errors.length === 1);
    assert.match(await form.message(), /card number is not valid/);
  },

  async 'a keyboard is enough: Tab, type, Enter'(world) {
    const { page, orderId } = await world.show({ theme: 'classic', body: listeners('false'),
      form: {}, script: { 'kr-hide-debug-toolbar': 'true' } });
    await page.locator('h1').click();
    // Between two fields may stand what belongs to the first: the choice of brand, a help.
    const go = async (key, part) => {
      for (let presses = 0; presses < 4; ++presses) {
        await page.keyboard.press(key);
        const there = page.waitForFunction((name) => document.activeElement.closest(`.${name}`),
          part, { timeout: 1000 });
        if (await there.then(() => true, () => false)) return;
      }
      throw new Error(`${key} does not lead to ${part}`);
    };
    await go('Tab', 'kr-pan');
    await page.keyboard.type(cards.accepted.pan);
    await go('Tab', 'kr-expiry');
    await page.keyboard.type(cards.accepted.expiry);
    await go('Tab', 'kr-security-code');
    await page.keyboard.type(cards.accepted.code);
    await go('Shift+Tab', 'kr-expiry');
    await go('Tab', 'kr-security-code');
    await go('Tab', 'kr-payment-button');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.seen.submit.length > 0);
    assert.equal((await world.gateway.authorisations(orderId)).length, 1);
  },

  async 'Enter in a field pays'(world) {
    const { form, page } = await world.show({ body: listeners('false') });
    await form.fill(cards.accepted);
    await form.code.press('Enter');
    await page.waitForFunction(() => window.seen.submit.length > 0);
  },

  async 'a wrong field gets the focus, and a screen reader the reason'(world) {
    const { form, page } = await world.show({ body: listeners('false') });
    await form.fill({ pan: cards.accepted.pan, code: '123' });
    await form.press();
    await form.message();
    await focusIn(page, 'kr-expiry');
    assert.equal(await form.expiry.getAttribute('aria-invalid'), 'true');
    const spoken = await form.error.evaluate((element) => {
      const live = element.closest('[role=alert], [aria-live]') ??
        element.querySelector('[role=alert], [aria-live]');
      return live ? live.textContent.trim() : '';
    });
    assert.notEqual(spoken, '');
  },

  async 'numbers are grouped, dates get their slash, brands are found'(world) {
    const { form, page } = await world.show({ body: listeners('false') });
    await form.fill(cards.accepted);
    assert.equal(await form.pan.inputValue(), '4970 1000 0000 0055');
    assert.match(await form.expiry.inputValue(), /^12 ?\/ ?31$/);
    await page.waitForFunction(() => window.seen.valid.length > 0);
    assert.deepEqual((await page.evaluate(() => window.seen.valid)).at(-1),
      { bin: cards.accepted.pan.slice(0, 8), brand: 'CB' });
    await form.fill({ pan: cards.amex.pan });
    assert.equal(await form.pan.inputValue(), '3759 000000 00008');
    await page.waitForFunction(() => window.seen.brands.at(-1)?.brand === 'AMEX');
    for (const [name, autocomplete] of [['kr-pan', 'cc-number'], ['kr-expiry', 'cc-exp'],
      ['kr-security-code', 'cc-csc']]) {
      assert.equal(await form.field(name).getAttribute('autocomplete'), autocomplete);
      assert.equal(await form.field(name).getAttribute('inputmode'), 'numeric');
    }
  },

  async 'usable at once: from the page to a form ready to type in'(world) {
    const times = [];
    for (let round = 0; round < 5; ++round) {
      const { token } = await world.order();
      if (!world.context) await world.open();
      await world.page.goto(world.merchant.page(plainPage({ token })));
      await new Form(world.page).ready();
      times.push(await world.page.evaluate(() => performance.now()));
    }
    console.log(`buyers: ms from the start of the page to a form that is ready, as the test sees ` +
      `it: ${times.map((time) => time.toFixed(0)).join(' ')}`);
  },
};

for (const [language, words] of Object.entries(languages)) {
  tests[`the form speaks ${language}`] = async (world) => {
    const { form, page } = await world.show({ language, body: listeners('false') });
    assert.match(await form.label(), words.pay);
    assert.equal(await page.locator('.kr-pan iframe').getAttribute('title'), words.card);
    await form.press();
    assert.match(await form.message(), words.check);
    await form.pay(cards.refused);
    await page.waitForFunction(() => window.seen.errors.some((one) => one.errorCode === 'ACQ_001'));
    const refused = (await page.evaluate(() => window.seen.errors)).at(-1).errorMessage;
    assert.equal(/payment was refused/i.test(refused), language === 'en-EN', refused);
    await world.screenshot(`language-${language}`);
  };
}

export default tests;
