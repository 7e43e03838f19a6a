// The mark of the card's brand in the number field, or, for a card of two networks, the choice
// between them with equal prominence (Regulation (EU) 2015/751, article 8).

import type { Texts } from '../lang';
import type { CardFacts } from '../shared/protocol';
import { make } from './dom';

const NAMES: Record<string, string> = {
  CB: 'CB', VISA: 'Visa', VISA_ELECTRON: 'Visa Electron', VISA_DEBIT: 'Visa Debit', VPAY: 'V PAY',
  MASTERCARD: 'Mastercard', MASTERCARD_DEBIT: 'Mastercard Debit', MAESTRO: 'Maestro',
  AMEX: 'American Express', DINERS: 'Diners Club', DISCOVER: 'Discover', JCB: 'JCB',
  UNION_PAY: 'UnionPay', BANCONTACT: 'Bancontact', ELO: 'Elo', 'E-CARTEBLEUE': 'e-Carte Bleue',
};
/** What fits on a mark of 34 pixels. */
const MARKS: Record<string, string> = {
  VISA: 'VISA', VISA_ELECTRON: 'ELEC', VISA_DEBIT: 'VISA', MASTERCARD: '', MASTERCARD_DEBIT: '',
  MAESTRO: '', AMEX: 'AMEX', DINERS: 'DC', DISCOVER: 'DISC', UNION_PAY: 'UPI', BANCONTACT: 'BC',
  ELO: 'elo', 'E-CARTEBLEUE': 'e-CB', VPAY: 'V PAY',
};

export function brandName(brand: string): string {
  return NAMES[brand] ?? brand.replace(/_/g, ' ');
}

export function brandMark(brand: string): HTMLElement {
  const kind = brand.toLowerCase().replace(/_/g, '-');
  return make('span', { class: `kr-brand kr-brand-${kind}`, 'aria-hidden': 'true' },
    MARKS[brand] ?? brand.slice(0, 4));
}

export class BrandView {
  readonly element = make('div', { class: 'kr-brands' });
  private shown = '';

  constructor(private readonly choose: (brand: string) => void) {}

  show(facts: CardFacts | null, brand: string, texts: Texts, enabled: boolean): void {
    const brands = facts?.brands ?? [];
    const key = JSON.stringify([brand, brands, texts.network, enabled]);
    if (key === this.shown) return;
    this.shown = key;
    const focused = this.element.contains(document.activeElement);
    if (brands.length > 1) this.showChoice(brands, brand, texts, enabled);
    else this.element.replaceChildren(...(brand ? [this.single(brand)] : []));
    if (focused) this.element.querySelector<HTMLElement>('input:checked')?.focus();
  }

  private single(brand: string): HTMLElement {
    return make('span', { role: 'img', 'aria-label': brandName(brand), class: 'kr-brand-single' },
      brandMark(brand));
  }

  private showChoice(brands: string[], chosen: string, texts: Texts, enabled: boolean): void {
    const name = `kr-network-${Math.random().toString(36).slice(2)}`;
    const options = brands.map((brand) => {
      const radio = make('input', {
        type: 'radio', name, class: 'kr-brand-radio', 'aria-label': brandName(brand),
        disabled: !enabled,
      });
      radio.checked = brand === chosen;
      radio.addEventListener('change', () => this.choose(brand));
      const classes = `kr-brand-option${radio.checked ? ' kr-selected' : ''}`;
      return make('label', { class: classes, title: brandName(brand) },
        radio, brandMark(brand));
    });
    this.element.replaceChildren(
      make('div', { role: 'radiogroup', class: 'kr-brand-choice', 'aria-label': texts.network },
        ...options));
  }
}
