// Every state of the form, in two themes, on a desk and on a phone: axe-core finds nothing, and a
// screenshot is kept for people to look at (tests/screenshots).
import assert from 'node:assert/strict';
import { violations } from '../support/axe.mjs';
import { cards } from '../support/form.mjs';
import { listeners } from '../support/pages.mjs';

// No deviceScaleFactor: Chromium that emulates one sends clicks to frames of another process by
// unscaled places, so that a press of the button may end in a field.
const windows = {
  desktop: { viewport: { width: 1000, height: 760 } },
  phone: { viewport: { width: 390, height: 760 } },
};

const slow = (world, delayMs) => fetch(`${world.gateway.url}/sandbox/acquirer/faults`, {
  method: 'POST', body: JSON.stringify({ operation: 'AUTHORISE', kind: 'SLOW', delayMs }) });
const state = (page, name) => page.waitForSelector(`.kr-embedded[kr-form-state=${name}]`);

/// Walks a form through its states; `look` is called in each of them.
async function walk(world, page, form, look) {
  await look('empty');
  await form.pan.focus();
  await look('focus');
  await form.pan.pressSequentially('4970');
  await look('brand');
  await form.press();
  await form.message();
  await look('incomplete');
  await form.fill(cards.refused);
  await look('filled');
  await slow(world, 1500);
  await form.press();
  await state(page, 'paying');
  await look('paying');
  await form.message();
  await look('refused');
  await world.context.setOffline(true);
  await form.fill({ code: '123' });
  await form.press();
  await state(page, 'checking');
  await look('offline');
  await world.context.setOffline(false);
  await page.waitForFunction(() => window.seen.errors.some((one) => one.errorCode === 'CLIENT_999'));
  await state(page, 'ready');
  await form.fill(cards.refused);
  await form.press();
  await state(page, 'closed');
  await look('last-refusal');
}

const tests = {};
for (const theme of ['neon', 'classic', 'none']) {
  for (const [size, options] of Object.entries(windows)) {
    tests[`${theme}, ${size}: every state is accessible`] = async (world) => {
      const { form, page } = await world.show({ theme, options, body: listeners('false'),
        request: { transactionOptions: { cardOptions: { retry: 1 } } } });
      const found = [];
      const look = async (name) => {
        await world.screenshot(`${theme}-${size}-${name}`);
        found.push(...(await violations(page)).map((one) => `${name}: ${one}`));
      };
      await walk(world, page, form, look);
      await world.close();
      const next = await world.show({ theme, options, body: listeners('false') });
      await next.form.fill(cards.accepted);
      if (size === 'desktop') {
        await next.page.hover('#krcardsMenu');
        await next.page.click('#krcardsMenu span.visa');
        const toolbar = (await violations(next.page)).map((one) => `toolbar: ${one}`);
        await world.screenshot(`${theme}-${size}-toolbar`);
        found.push(...toolbar);
        await next.page.mouse.move(0, 0);
      }
      await next.form.press();
      await state(next.page, 'paid');
      await world.screenshot(`${theme}-${size}-paid`);
      found.push(...(await violations(next.page)).map((one) => `paid: ${one}`));
      assert.deepEqual(found, []);
    };
  }
}

export default tests;
