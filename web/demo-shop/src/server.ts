// The server's side of the page: what arrived, and how its signature was checked.
import { all, make, money, one } from './dom';
import type { Check, Kind, Order, Pairs, ShopEvent, State } from './orders';

const states: Record<State, string> = {
  NEW: 'Waiting for the buyer',
  REFUSED: 'Refused, may be tried again',
  FAILED: 'Refused for good',
  PENDING: 'Accepted, waiting for the bank',
  PAID: 'Paid: ship it',
};
const titles: Record<Kind, string> = {
  token: 'Form token made',
  notification: 'Notification arrived',
  return: 'The browser brought kr-answer',
};
const headersShown = ['content-type', 'user-agent', 'host', 'content-length'];

const code = (text: string): HTMLElement => make('code', {}, text);
const block = (text: string, label: string): HTMLElement =>
  make('pre', { tabindex: '0', role: 'group', 'aria-label': label }, text);

const list = (pairs: Pairs): HTMLElement => make('dl', { class: 'headers' },
  ...pairs.flatMap(([name, value]) =>
    [make('dt', {}, code(name)), make('dd', {}, code(value))]));

const step = (good: boolean, ...what: (Node | string)[]): HTMLElement => make('li', {},
  make('span', { class: good ? 'ok' : 'no' }, good ? '✓' : '✗'), make('div', {}, ...what));

function steps(event: ShopEvent, check: Check, ordered: number): HTMLElement {
  const field = (name: string): string | undefined =>
    event.fields.find(([key]) => key === name)?.[1];
  const key = check.keyName === 'password' ? 'the password of the REST API'
    : 'the HMAC-SHA-256 key';
  const amount = event.amount ?? 0;
  return make('ol', { class: 'steps' },
    step(field('kr-hash-algorithm') === 'sha256_hmac', 'kr-hash-algorithm says sha256_hmac'),
    step(field('kr-hash-key') === check.keyName,
      `kr-hash-key says ${check.keyName}: the key is ${key}`, code(check.keyEnd)),
    step(check.bytes > 0, `HMAC-SHA-256 of the ${check.bytes} bytes of kr-answer, as they came`,
      code(check.computed)),
    step(check.holds, check.holds ? 'kr-hash is the same: the gateway wrote it'
      : 'kr-hash differs: do not believe it', code(check.sent)),
    step(amount === ordered, amount === ordered ? `It is about ${money(amount)}, as ordered`
      : 'It is about another amount than the order'));
}

function outcome(event: ShopEvent): HTMLElement {
  if (!event.check) return make('span', { class: 'badge good' }, 'Charge/CreatePayment');
  const good = event.check.holds && event.orderStatus === 'PAID';
  return make('span', { class: `badge ${good ? 'good' : 'bad'}` }, event.check.holds
    ? `${event.orderStatus} · ${event.detailedStatus ?? event.orderCycle}`
    : 'the signature does not hold');
}

function content(event: ShopEvent, ordered: number): (Node | null)[] {
  if (!event.check) {
    return event.fields.flatMap(([name, value]) => [
      make('h3', {}, name === 'request' ? 'Sent by the shop' : 'Answered by the gateway'),
      block(value, name)]);
  }
  const headers = event.headers.filter(([name]) => headersShown.includes(name.toLowerCase()));
  return [
    make('h3', {}, 'The signature, step by step'), steps(event, event.check, ordered),
    headers.length > 0 ? make('h3', {}, 'Headers') : null,
    headers.length > 0 ? list(headers) : null,
    make('h3', {}, 'Body'), list(event.fields.filter(([name]) => name !== 'kr-answer')),
    make('h3', {}, 'kr-answer, with line breaks added'),
    block(event.answer ?? '', 'kr-answer')];
}

function entry(event: ShopEvent, ordered: number): HTMLElement {
  const open: Record<string, string> = event.kind === 'notification' ? { open: '' } : {};
  return make('li', { 'data-kind': event.kind }, make('details', open,
    make('summary', {}, make('span', {}, titles[event.kind]), outcome(event),
      make('span', { class: 'small' }, event.at.slice(11, 23))),
    ...content(event, ordered)));
}

let shown = 0;

export function forgetEvents(): void {
  shown = 0;
  one('.events').replaceChildren();
}

/** Adds what is new, the latest on top; a new notification is the one that is open. */
export function showEvents(order: Order): void {
  one('.start').hidden = true;
  const state = one('.state');
  if (state.dataset.state !== order.state) {
    state.dataset.state = order.state;
    one('.words', state).textContent = states[order.state];
  }
  for (const event of order.events.slice(shown)) {
    if (event.kind === 'notification') {
      for (const other of all<HTMLDetailsElement>('.events details')) other.open = false;
    }
    one('.events').prepend(entry(event, order.amount));
  }
  shown = order.events.length;
}
