// The basket. It survives a reload, since another language or theme loads the page anew.
import { all, money, one } from './dom';
import type { Item } from './orders';

const quantityMax = 9;
const memory = 'basket';

const lines = (): HTMLElement[] => all('.products li');
const quantityOf = (line: HTMLElement): number => Number(one('output', line).textContent);

export const basket = (): Item[] => lines()
  .map((line) => ({ product: line.dataset.product ?? '', quantity: quantityOf(line) }))
  .filter((item) => item.quantity > 0);

function show(): void {
  const total = lines().reduce(
    (sum, line) => sum + quantityOf(line) * Number(line.dataset.price), 0);
  one('.total .sum').textContent = money(total);
  one<HTMLButtonElement>('.checkout').disabled = total === 0;
  for (const line of lines()) {
    one<HTMLButtonElement>('.less', line).disabled = quantityOf(line) === 0;
    one<HTMLButtonElement>('.more', line).disabled = quantityOf(line) === quantityMax;
  }
}

function remember(): void {
  const kept = Object.fromEntries(
    lines().map((line) => [line.dataset.product, quantityOf(line)]));
  sessionStorage.setItem(memory, JSON.stringify(kept));
}

export function startBasket(): void {
  const kept = JSON.parse(sessionStorage.getItem(memory) ?? '{}') as Record<string, number>;
  for (const line of lines()) {
    const output = one('output', line);
    const before = kept[line.dataset.product ?? ''];
    if (before !== undefined) output.textContent = String(before);
    const step = (by: number) => (): void => {
      output.textContent = String(Math.min(quantityMax, Math.max(0, quantityOf(line) + by)));
      remember();
      show();
    };
    one('.less', line).addEventListener('click', step(-1));
    one('.more', line).addEventListener('click', step(1));
  }
  for (const select of all<HTMLSelectElement>('.look select')) {
    select.addEventListener('change', () => select.form?.submit());
  }
  show();
}

export const showBasket = show;
