// The demo shop: basket, payment, receipt, and a look at its server twice a second.
import { basket, showBasket, startBasket } from './basket';
import { all, drawing, make, money, one } from './dom';
import { type Brought, fieldsOf, hideForm, listen, showForm } from './form';
import { bringResult, type Order, placeOrder, readOrder } from './orders';
import { forgetEvents, showEvents } from './server';

// The gateway answers whole messages, so the page asks; half a second is as good as at once.
const lookEveryMs = 500;
const language = one<HTMLSelectElement>('select[name=language]').value;
let order: Order | null = null;

function go(step: 'basket' | 'payment' | 'receipt'): void {
  one('.shop').dataset.step = step;
  for (const pane of all('.pane')) pane.hidden = pane.dataset.step !== step;
  for (const item of all('.progress li')) {
    if (item.dataset.step === step) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
}

function take(latest: Order): void {
  order = latest;
  showEvents(latest);
}

function problem(text: string): void {
  const place = one('.pane[data-step=basket] .problem');
  place.textContent = text;
  place.hidden = text === '';
}

function showReceipt(paid: Order): void {
  const confirmed = paid.state === 'PAID';
  const mark = make('div', { class: confirmed ? 'mark' : 'mark no', 'aria-hidden': 'true' },
    drawing(confirmed ? 'M5 13l5 5 9-11' : 'M12 6v7M12 18v.5'));
  one('.receipt').replaceChildren(mark,
    make('h2', {}, confirmed ? 'Thank you, it is paid' : 'The browser says paid'),
    make('p', { class: 'amount' }, `${money(paid.amount)} · order ${paid.id}`),
    make('p', { class: 'hint' }, confirmed
      ? 'The shop believes the notification: it came first, and its signature holds.'
      : 'No notification has confirmed it yet, so the shop does not ship.'));
  go('receipt');
  one('.receipt').focus();
}

async function checkOut(): Promise<void> {
  const button = one<HTMLButtonElement>('.checkout');
  button.disabled = true;
  problem('');
  try {
    const placed = await placeOrder(basket(), language);
    forgetEvents();
    take(placed);
    one('.due .order-id').textContent = placed.id;
    one('.due .sum').textContent = money(placed.amount);
    go('payment');
    await showForm(placed.formToken, language);
  } catch (error) {
    go('basket');
    problem(`Checking out did not work. ${error instanceof Error ? error.message : ''}`);
  }
  showBasket();
}

async function startAgain(): Promise<void> {
  await hideForm();
  order = null;
  go('basket');
  one('.checkout').focus();
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset.copy ?? '');
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
}

async function look(): Promise<void> {
  const id = order?.id;
  if (id && !document.hidden) {
    try {
      const latest = await readOrder(id);
      if (order?.id === id) {
        const unconfirmed = one('.shop').dataset.step === 'receipt' && order.state !== 'PAID';
        take(latest);
        if (unconfirmed && latest.state === 'PAID') showReceipt(latest);
      }
    } catch {
      // The gateway is away: the next look will tell.
    }
  }
  setTimeout(look, lookEveryMs);
}

async function bring(response: Brought): Promise<Order> {
  const latest = await bringResult(fieldsOf(response));
  take(latest);
  return latest;
}

startBasket();
listen((response) => { void bring(response).then(showReceipt); },
  (response) => { void bring(response); });
one('.checkout').addEventListener('click', () => { void checkOut(); });
for (const button of all('.again')) {
  button.addEventListener('click', () => { void startAgain(); });
}
for (const button of all('.copy')) {
  button.addEventListener('click', () => { void copy(button); });
}
void look();
