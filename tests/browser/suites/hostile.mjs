// What a merchant's page may not do, and what it must not be asked to allow
// (spec/embedded-form.md 1 and 2, security-checklist.md).
import assert from 'node:assert/strict';
import { cards, Form } from '../support/form.mjs';
import { clientScript, fields, gatewayOrigin, listeners, themeFiles } from '../support/pages.mjs';

const card = { pan: '4970100000000055', expiry: '1131', code: '739' };

/// Runs before the client: writes down whatever passes through the page.
const spy = `<script>
window.loot = [];
const note = (what) => {
  try { loot.push(typeof what === 'string' ? what : JSON.stringify(what)); } catch (e) {
    loot.push(String(what)); }
};
addEventListener('message', (event) => note(event.data), true);
for (const kind of ['keydown', 'keypress', 'keyup', 'input', 'beforeinput', 'change', 'paste',
  'compositionend', 'textInput']) {
  addEventListener(kind, (event) => note([kind, event.key, event.data,
    event.target && event.target.value]), true);
}
for (const [owner, name] of [[JSON, 'stringify'], [JSON, 'parse'], [window, 'fetch'],
  [window, 'btoa'], [XMLHttpRequest.prototype, 'send'], [navigator, 'sendBeacon'],
  [MessagePort.prototype, 'postMessage'], [Storage.prototype, 'setItem'],
  [Element.prototype, 'setAttribute'], [TextEncoder.prototype, 'encode'],
  [String.prototype, 'replace'], [Node.prototype, 'appendChild']]) {
  const real = owner[name];
  owner[name] = function (...all) {
    if (this !== loot) for (const one of all) {
      if (typeof one === 'string') loot[loot.length] = one;
      else if (one && typeof one === 'object' && !(one instanceof Node)) {
        try { loot[loot.length] = real === JSON.stringify ? real(one) : String(one); } catch (e) {}
      }
    }
    return real.apply(this, all);
  };
}
for (const name of ['pan', 'securityCode', 'expiry', 'cvv']) {
  Object.defineProperty(Object.prototype, name, { configurable: true,
    set(value) { loot[loot.length] = String(value);
      Object.defineProperty(this, name, { value, writable: true, enumerable: true,
        configurable: true }); } });
}
new MutationObserver((changes) => { for (const change of changes) {
  loot[loot.length] = change.target.outerHTML || change.target.data || ''; } })
  .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
</script>`;

/// After the buyer has typed: every way in that a page has.
function rob() {
  const found = [];
  for (const frame of document.querySelectorAll('iframe')) {
    for (const attempt of [
      () => frame.contentDocument.body.innerHTML,
      () => frame.contentWindow.document.querySelector('input').value,
      () => frame.contentWindow.location.href,
      () => frame.contentWindow.name,
      () => frame.getSVGDocument().textContent,
      () => JSON.stringify(frame.contentWindow.localStorage),
      () => frame.contentWindow.eval('document.querySelector("input").value'),
      () => new XMLSerializer().serializeToString(frame.contentDocument)]) {
      try { found.push(String(attempt())); } catch (error) { /* as it should be */ }
    }
    found.push(frame.outerHTML, frame.src, frame.name);
  }
  found.push(document.documentElement.outerHTML, JSON.stringify(performance.getEntries()),
    JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie,
    String(getSelection()));
  return found;
}

/// Pieces of the card that a page may never see: nine digits in a row (it is told eight), the
/// security code in any JSON or attribute, the date.
function pieces(texts) {
  const hits = [];
  for (const text of texts) {
    const digits = text.replaceAll(/[\s\u00a0]/g, '');
    if (digits.includes(card.pan.slice(0, 9)) || digits.includes(card.pan.slice(4))) {
      hits.push(text.slice(0, 200));
    }
    if (/(^|[^0-9a-f.])739($|[^0-9a-f.])/.test(text)) hits.push(text.slice(0, 200));
  }
  return hits;
}

export default {
  async 'a hostile page sees no digit beyond the BIN, by any DOM means'(world) {
    const { token } = await world.order();
    await world.open();
    await world.page.goto(world.merchant.page(`<!doctype html><html lang="en"><head>
      <meta charset="utf-8"><title>A shop</title>${spy}${clientScript()}${themeFiles('neon')}
      </head><body><div class="kr-embedded" kr-form-token="${token}">${fields}</div>
      ${listeners('false')}</body></html>`));
    const robbed = await new Form(world.page).ready();
    await robbed.fill(card);
    // The control: the spy does see what a field of the page itself is given.
    await world.page.evaluate(() => { const own = document.createElement('input');
      document.body.append(own); own.setAttribute('data-typed', '1234567890123'); });
    const before = await world.page.evaluate(rob);
    await robbed.press();
    await world.page.waitForSelector('.kr-embedded[kr-form-state=paid]');
    const loot = [...before, ...await world.page.evaluate(rob),
      ...await world.page.evaluate(() => window.loot)];
    assert.ok(loot.some((text) => text.includes('1234567890123')), 'the spy works');
    assert.ok(loot.length > 50);
    assert.deepEqual(pieces(loot), []);
  },

  async 'messages of the page do not make the frames speak'(world) {
    const { form, page } = await world.show({ body: listeners('false') });
    await form.fill(card);
    const heard = await page.evaluate(async () => {
      const answers = [];
      addEventListener('message', (event) => answers.push(JSON.stringify(event.data)));
      const sent = ['value', 'getValue', 'read', 'collect', 'submit', 'pay', 'state', 'export',
        'config', 'init', 'hello', 'link'];
      for (const frame of document.querySelectorAll('iframe')) {
        for (const type of sent) {
          for (const message of [type, { type }, { kind: type }, { action: type, field: 'pan' },
            { name: type }, { method: type, id: 1 }, JSON.stringify({ type })]) {
            frame.contentWindow.postMessage(message, '*');
            const channel = new MessageChannel();
            channel.port1.onmessage = (event) => answers.push(JSON.stringify(event.data));
            try { frame.contentWindow.postMessage(message, '*', [channel.port2]); } catch (e) {}
          }
        }
      }
      await new Promise((resolve) => { setTimeout(resolve, 500); });
      return answers;
    });
    assert.deepEqual(pieces(heard), []);
    assert.equal((await form.pan.inputValue()).replaceAll(' ', ''), card.pan, 'nor lose what they hold');
  },

  async 'a page cannot frame a field under a mask of its own and read what is typed'(world) {
    const { form, page } = await world.show({ body: listeners('false') });
    const address = await page.locator('.kr-pan iframe').getAttribute('src');
    assert.ok(address.startsWith(gatewayOrigin), address);
    const opened = await page.evaluate((url) => {
      const copy = document.createElement('iframe');
      copy.src = url;
      document.body.append(copy);
      return new Promise((resolve) => { copy.onload = () => {
        try { resolve(copy.contentDocument.title); } catch (error) { resolve('kept apart'); }
        if (!copy.contentDocument) resolve('kept apart');
      }; });
    }, address);
    assert.equal(opened, 'kept apart');
    await form.pay(cards.accepted);
    await page.waitForFunction(() => window.seen.submit.length > 0);
  },

  async 'a Content-Security-Policy that allows our origin alone is enough'(world) {
    const policy = ['default-src \'none\'', ...['script-src', 'style-src', 'frame-src',
      'connect-src'].map((kind) => `${kind} ${gatewayOrigin}`)].join('; ');
    for (const theme of ['neon', 'classic']) {
      const { token } = await world.order();
      const page = await world.open();
      const complaints = [];
      page.on('console', (message) => {
        if (/Content.Security.Policy|Refused to/i.test(message.text())) {
          complaints.push(message.text());
        }
      });
      await page.goto(world.merchant.page(`<!doctype html><html lang="en"><head>
        <meta charset="utf-8"><title>A shop</title>
        ${clientScript({ 'kr-post-url-success': '/paid' })}${themeFiles(theme)}</head>
        <body><div class="kr-embedded" kr-form-token="${token}">${fields}</div></body></html>`,
      { 'Content-Security-Policy': policy }));
      const form = await new Form(page).ready();
      await page.hover('#krcardsMenu');
      await form.pay(cards.accepted);
      await page.waitForURL('**/paid');
      assert.deepEqual(complaints, [], theme);
      const returned = await world.merchant.next('/paid');
      assert.equal(JSON.parse(returned.fields['kr-answer']).orderStatus, 'PAID');
      await world.close();
    }
  },

  async 'the frames refuse to run a stranger\'s script, and say who may load what'(world) {
    const { page } = await world.show({});
    const address = await page.locator('.kr-pan iframe').getAttribute('src');
    const answer = await world.context.request.get(
      address.replace(gatewayOrigin, world.gateway.url), { headers: { Host: 'gateway.localhost' } });
    const policy = answer.headers()['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
    assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
  },
};
