// A form in a pop-in (spec/embedded-form.md 3.2). The element stays where the page put it, since a
// frame that is moved loads anew: the browser's top layer shows it above everything.

import type { Texts } from '../lang';
import { ICONS, icon, make, toggle } from './dom';

export interface PopinHost {
  readonly base: string;
  texts(): Texts;
  /** What the header says. */
  heading(): { shopName: string; orderId: string; amount: string };
  /** False while a payment is under way. */
  mayClose(): boolean;
  pressed(): void;
  closed(): void;
}

export class Popin {
  readonly opener: HTMLButtonElement;
  private readonly shop = make('span', { class: 'kr-popin-shop-name' });
  private readonly order = make('span', { class: 'kr-popin-order-id' });
  private readonly amount = make('span', { class: 'kr-popin-amount' });
  private readonly cross = make('button', { type: 'button', class: 'kr-popin-close' },
    icon(ICONS.close));
  private readonly header = make('div', { class: 'kr-popin-modal-header' },
    make('div', { class: 'kr-popin-titles' }, this.shop, this.order), this.amount, this.cross);
  private readonly label = make('span', { class: 'kr-button-label' });
  /** What was made unreachable while it is open. */
  private inert: HTMLElement[] = [];
  private opened = false;

  constructor(private readonly element: HTMLElement, withButton: boolean,
    private readonly host: PopinHost) {
    const smart = element.parentElement?.closest('.kr-smart-form');
    // Of a smart form with one method, plug-ins look for the button of that method.
    this.opener = make('button', smart ? {
      type: 'button', class: 'kr-popin-button kr-smart-button kr-cards',
      'kr-payment-method': 'CARDS',
    } : { type: 'button', class: 'kr-popin-button' }, this.label);
    if (withButton) element.before(this.opener);
    element.prepend(this.header);
    this.dress();
    element.classList.add('kr-hidden');
    this.shop.id = `${element.getAttribute('kr-form-id')}-title`;
    this.opener.addEventListener('click', () => host.pressed());
    this.cross.addEventListener('click', () => this.close());
    document.addEventListener('keydown', this.onKey);
    document.addEventListener('pointerdown', this.onPress);
  }

  /** The style sheet comes with the first pop-in of the page. */
  private dress(): void {
    const href = `${this.host.base}stable/popin.css`;
    if (document.querySelector(`link[href="${href}"]`)) return;
    document.head.append(make('link', { rel: 'stylesheet', href }));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.close();
  };

  private readonly onPress = (event: Event): void => {
    const target = event.target as Element;
    const ours = this.element.contains(target) || target.closest?.('.kr-app-container');
    if (this.opened && !ours) this.close();
  };

  draw(label: string): void {
    const { shopName, orderId, amount } = this.host.heading();
    this.label.textContent = label;
    this.shop.textContent = shopName;
    this.order.textContent = orderId;
    this.amount.textContent = amount;
    this.cross.setAttribute('aria-label', this.host.texts().close);
  }

  open(zIndex: string): void {
    if (this.opened) return;
    this.opened = true;
    const { element } = this;
    toggle(element, 'kr-hidden', false);
    toggle(element, 'kr-popin-open', true);
    element.setAttribute('role', 'dialog');
    element.setAttribute('aria-modal', 'true');
    element.setAttribute('aria-labelledby', this.shop.id);
    if (zIndex) element.style.setProperty('z-index', zIndex);
    if ('showPopover' in element) {
      element.setAttribute('popover', 'manual');
      element.showPopover();
    }
    for (let node: HTMLElement | null = element; node && node !== document.body;
      node = node.parentElement) {
      for (const other of Array.from(node.parentElement?.children ?? [])) {
        const kept = other === node || other.matches('.kr-app-container, script, style, link');
        if (kept || !(other instanceof HTMLElement) || other.inert) continue;
        other.inert = true;
        this.inert.push(other);
      }
    }
    this.cross.focus();
  }

  /** By the cross, Escape, a press outside, or the page. */
  close(): void {
    if (!this.opened || !this.host.mayClose()) return;
    this.shut();
    this.opener.focus();
    this.host.closed();
  }

  private shut(): void {
    const { element } = this;
    this.opened = false;
    for (const other of this.inert) other.inert = false;
    this.inert = [];
    if (element.hasAttribute('popover')) {
      element.hidePopover();
      element.removeAttribute('popover');
    }
    for (const name of ['aria-modal', 'aria-labelledby']) element.removeAttribute(name);
    element.setAttribute('role', 'group');
    toggle(element, 'kr-popin-open', false);
    toggle(element, 'kr-hidden', true);
  }

  remove(): void {
    if (this.opened) this.shut();
    document.removeEventListener('keydown', this.onKey);
    document.removeEventListener('pointerdown', this.onPress);
    this.opener.remove();
    this.header.remove();
    this.element.classList.remove('kr-hidden');
    this.element.style.removeProperty('z-index');
  }
}
