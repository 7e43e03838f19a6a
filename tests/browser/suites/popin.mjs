// The form in a pop-in (spec/embedded-form.md 3.2): opened, left and paid by pointer and keyboard.
import assert from 'node:assert/strict';
import { violations } from '../support/axe.mjs';
import { Form, cards } from '../support/form.mjs';
import { listeners, plainPage } from '../support/pages.mjs';

const around = '<p><a id="outside" href="#elsewhere">elsewhere</a></p>';

/// A page whose form is ready, and out of sight.
async function show(world, attributes = {}) {
  const { token } = await world.order();
  const page = await world.open();
  await page.goto(world.merchant.page(plainPage({ token, body: around + listeners('false'),
    form: { 'kr-popin': '', ...attributes } })));
  await page.locator('.kr-embedded[kr-form-ready]').waitFor({ state: 'attached' });
  return { page, form: new Form(page) };
}

const isOpen = (page) => page.locator('.kr-embedded.kr-popin-open').isVisible();
const countClosings = (page) => page.evaluate(() => {
  window.closings = 0;
  window.KR.onPopinClosed(() => { ++window.closings; });
});

async function waitClosed(page, closings) {
  await page.waitForFunction((count) => window.closings === count, closings);
  assert.equal(await isOpen(page), false);
  assert.equal(await page.locator('[inert]').count(), 0);
}

export default {
  'its button says the amount, opens it, and it is paid': async (world) => {
    const { form, page } = await show(world);
    const opener = page.locator('.kr-popin-button');
    assert.match(await opener.innerText(), /^PAY €9\.90$/);
    assert.equal(await form.pan.isVisible(), false);
    await opener.click();
    assert.equal(await page.locator('.kr-popin-amount').innerText(), '€9.90');
    assert.match(await page.locator('.kr-popin-order-id').innerText(), /^popin-/);
    await form.fill(cards.accepted);
    await world.screenshot('popin');
    assert.deepEqual(await violations(page), []);
    await form.button.click();
    await page.waitForSelector('.kr-embedded[kr-form-state=paid]');
  },

  'Escape, also in a field, the cross and a press outside close it': async (world) => {
    const { form, page } = await show(world);
    await countClosings(page);
    const opener = page.locator('.kr-popin-button');
    await opener.click();
    await form.pan.press('Escape');
    await waitClosed(page, 1);
    assert.ok(await opener.evaluate((button) => button === document.activeElement));
    await opener.click();
    await page.keyboard.press('Escape');
    await waitClosed(page, 2);
    await opener.click();
    await page.locator('.kr-popin-close').click();
    await waitClosed(page, 3);
    await opener.click();
    await page.mouse.click(4, 4);
    await waitClosed(page, 4);
  },

  'what was typed is still there when it opens again': async (world) => {
    const { form, page } = await show(world);
    await page.locator('.kr-popin-button').click();
    await form.fill(cards.accepted);
    await page.keyboard.press('Escape');
    await page.evaluate(() => window.KR.openPopin());
    assert.equal(await form.pan.inputValue(), '4970 1000 0000 0055');
    await page.evaluate(() => window.KR.closePopin());
    assert.equal(await isOpen(page), false);
  },

  'the rest of the page cannot be reached meanwhile, and the toolbar can': async (world) => {
    const { form, page } = await show(world);
    await page.locator('.kr-popin-button').click();
    assert.ok(await page.locator('#outside').evaluate((link) => link.closest('[inert]') !== null));
    await page.hover('#krcardsMenu');
    await page.click('tr.visa.accepted.card-accepted');
    await form.button.click();
    await page.waitForSelector('.kr-embedded[kr-form-state=paid]');
  },

  'the page may bring its own button, and forbid the opening': async (world) => {
    const { page } = await show(world, { 'kr-popin-button': 'false' });
    assert.equal(await page.locator('.kr-popin-button').count(), 0);
    const asked = await page.evaluate(async () => {
      const clicks = [];
      let allow = false;
      await window.KR.smartForm.onClick((click) => { clicks.push(click.action); return allow; });
      await window.KR.openPopin();
      const before = document.querySelector('.kr-popin-open') !== null;
      allow = true;
      await window.KR.openPopin();
      return { clicks, before };
    });
    assert.deepEqual(asked, { clicks: ['openPopin', 'openPopin'], before: false });
    assert.equal(await isOpen(page), true);
  },

  'removing the form leaves the page as it was': async (world) => {
    const { page } = await show(world);
    await page.locator('.kr-popin-button').click();
    await page.evaluate(() => window.KR.removeForms());
    assert.equal(await page.locator('[inert], .kr-popin-button, [popover]').count(), 0);
  },
};
