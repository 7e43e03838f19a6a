// The bar of TEST mode (spec/embedded-form.md 10): what the integrator may need to see, and the
// test cards, which the gateway lists.

import type { Texts } from '../lang';
import type { TellerAnswer } from '../shared/protocol';
import { brandMark, brandName } from './brands';
import { make } from './dom';

interface Card {
  number: string;
  brand: string;
  accepted: boolean;
  scenario: string;
}

export interface ToolbarHost {
  readonly base: string;
  texts(): Texts;
  askCards(): Promise<TellerAnswer>;
  fill(card: number): void;
}

const kebab = (words: string) =>
  words.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/** "accepted" and "refused" alone are the plain cards that tests look for. */
function caseOf(scenario: string): string {
  return scenario === 'accepted' || scenario === 'refused' ? `card-${scenario}` : kebab(scenario);
}

export class Toolbar {
  private readonly list = make('table', { class: 'kr-cards-list' });
  private readonly tabs = make('div', { class: 'kr-cards-brands' });
  private readonly panel = make('div', { class: 'kr-cards-panel' }, this.tabs,
    make('div', { class: 'kr-cards-scroll' }, this.list));
  private readonly opener = make('button', {
    type: 'button', class: 'kr-toolbar-button', 'aria-expanded': 'false',
  }, 'Test cards');
  private readonly menu = make('div', { id: 'krcardsMenu', class: 'kr-cards-menu' },
    this.panel, this.opener);
  private readonly warnings = make('ul', { class: 'kr-toolbar-warnings' });
  private readonly element = make('div', {
    id: 'krtoolbar', class: 'kr-toolbar', role: 'region', 'aria-label': 'Test mode', lang: 'en',
  }, this.warnings, make('div', { class: 'kr-toolbar-row' },
    make('span', { class: 'kr-toolbar-mode' }, 'TEST MODE'), this.menu));
  private cards: Card[] = [];
  private asked = false;
  private dressed = false;

  constructor(private readonly host: ToolbarHost) {
    this.menu.addEventListener('mouseenter', () => this.open(true));
    this.menu.addEventListener('mouseleave', () => this.open(false));
    this.opener.addEventListener('click', () => this.open(!this.isOpen() || this.hovered()));
    this.menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.open(false);
      this.opener.focus();
    });
    this.menu.addEventListener('focusout', (event) => {
      const inside = this.menu.contains(event.relatedTarget as Node | null);
      if (!inside && !this.hovered()) this.open(false);
    });
    this.open(false);
  }

  private hovered(): boolean {
    return this.menu.matches(':hover');
  }

  private isOpen(): boolean {
    return !this.panel.hidden;
  }

  private open(open: boolean): void {
    this.panel.hidden = !open;
    this.opener.setAttribute('aria-expanded', String(open));
    if (open) void this.load();
  }

  /** In `container`, or nowhere. */
  show(container: HTMLElement | null): void {
    if (!container) return this.element.remove();
    if (this.element.parentElement === container) return;
    if (!this.dressed) this.dress(container);
    container.append(this.element);
  }

  /** Above a pop-in, which the browser has just put above everything. */
  raise(): void {
    if (!('showPopover' in this.element) || !this.element.isConnected) return;
    this.element.setAttribute('popover', 'manual');
    this.element.hidePopover();
    this.element.showPopover();
  }

  /** Buyers never see the bar, so its style sheet is no part of the client. */
  private dress(container: HTMLElement): void {
    const sheet = make('link', {
      rel: 'stylesheet', href: `${this.host.base}stable/toolbar.css`,
    });
    this.dressed = true;
    this.element.hidden = true;
    for (const event of ['load', 'error']) {
      sheet.addEventListener(event, () => { this.element.hidden = false; });
    }
    container.append(sheet);
  }

  warn(line: string): void {
    this.warnings.append(make('li', {}, line));
  }

  private async load(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    const told = await this.host.askCards();
    if (told.kind !== 'answer' || told.status !== 'SUCCESS') {
      this.asked = false;
      return;
    }
    this.cards = told.answer.cards;
    const brands = Array.from(new Set(this.cards.map((card) => card.brand)));
    this.tabs.replaceChildren(...brands.map((brand) => this.tab(brand)));
    if (brands[0]) this.select(brands[0]);
  }

  private tab(brand: string): HTMLElement {
    const mark = make('span', { class: kebab(brand), title: brandName(brand) }, brandMark(brand));
    // Who speaks to the machine says what is written there (WCAG 2.5.3): the name holds the mark.
    const name = brandName(brand);
    const written = mark.textContent ?? '';
    const says = name.toLowerCase().split(' ').includes(written.toLowerCase()) || !written;
    const spoken = says ? name : `${written}, ${name}`;
    const button = make('button', {
      type: 'button', class: 'kr-cards-brand', 'aria-label': spoken, 'data-brand': brand,
    }, mark);
    button.addEventListener('click', () => this.select(brand));
    return button;
  }

  private select(brand: string): void {
    for (const tab of Array.from(this.tabs.children)) {
      tab.setAttribute('aria-pressed', String(tab.getAttribute('data-brand') === brand));
    }
    const own = this.cards.map((card, index) => ({ card, index }))
      .filter(({ card }) => card.brand === brand);
    // The two that everybody tries come first.
    const plain = own.filter(({ card }) => caseOf(card.scenario).startsWith('card-'));
    const rows = [...plain, ...own.filter((one) => !plain.includes(one))];
    this.list.replaceChildren(make('caption', {}, brandName(brand)),
      make('tbody', {}, ...rows.map(({ card, index }) => this.row(card, index))));
  }

  private row(card: Card, index: number): HTMLElement {
    const outcome = card.accepted ? 'accepted' : 'refused';
    const fill = make('button', { type: 'button', class: 'kr-cards-fill' },
      card.number.replace(/(.{4})(?=.)/g, '$1 '));
    const row = make('tr', { class: `${kebab(card.brand)} ${outcome} ${caseOf(card.scenario)}` },
      make('td', {}, fill), make('td', {}, card.scenario));
    row.addEventListener('click', () => {
      this.host.fill(index);
      this.open(false);
    });
    return row;
  }
}
