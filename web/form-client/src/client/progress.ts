import type { Texts } from '../lang';
import { formatAmount } from '../lang';
import { make } from './dom';

/** A card that has paid a part of the order. */
export interface Part {
  brand: string;
  pan: string;
  amount: number;
}

/** One debit of a plan. */
export interface Installment {
  sequenceNumber: number;
  date: string;
  amount: number;
}

/** What an order is beyond one card and one amount. */
export interface Terms {
  currency: string;
  fractionDigits: number;
  remainingAmount?: number;
  parts?: Part[];
  installments?: Installment[];
}

/** The lines of an order's terms: what was paid and what remains, or the dates of a plan. */
export function linesOf(terms: Terms, texts: Texts, language: string): string[] {
  const money = (amount: number) =>
    formatAmount(amount, terms.currency, terms.fractionDigits, language);
  if (terms.parts?.length) {
    const paid = terms.parts.map(({ brand, pan, amount }) =>
      texts.partPaid.replace('%s', money(amount)).replace('%c', `${brand} ${pan.slice(-4)}`));
    return [...paid, texts.remaining.replace('%s', money(terms.remainingAmount ?? 0))];
  }
  return (terms.installments ?? []).map(({ date, amount }) => {
    // The calendar day that the gateway names, whatever the zone of the buyer's machine.
    const day = new Date(`${date.slice(0, 10)}T00:00:00Z`);
    const named = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
    return `${named.format(day)}: ${money(amount)}`;
  });
}

/** Shows the terms above the fields, to eyes and to screen readers; nothing for a plain payment. */
export class Progress {
  private readonly list = make('ul', { class: 'kr-order-terms', role: 'status' });
  private drawn = '';

  constructor(private readonly form: HTMLElement) {}

  draw(terms: Terms | null, texts: Texts, language: string): void {
    const lines = terms ? linesOf(terms, texts, language) : [];
    const all = lines.join('\n');
    if (all === this.drawn) return;
    this.drawn = all;
    this.list.replaceChildren(...lines.map((line) => make('li', {}, line)));
    if (!lines.length) this.list.remove();
    else if (!this.list.isConnected) this.form.prepend(this.list);
  }

  remove(): void {
    this.list.remove();
  }
}
