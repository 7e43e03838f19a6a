// One sensitive field of a form: the page's element, the frame in it, the label, icon and status.

import type { FieldName, FieldStatus, FieldTexts, FromFrame } from '../shared/protocol';
import { ICONS, icon, make, toggle } from './dom';
import { Link } from './link';
import { readLook } from './look';

export const CLASS_OF: Record<FieldName, string> = {
  pan: 'kr-pan', expiry: 'kr-expiry', securityCode: 'kr-security-code',
};
const ICON_OF = { pan: ICONS.card, expiry: ICONS.calendar, securityCode: ICONS.lock };

export interface FieldOwner {
  readonly base: string;
  readonly id: string;
  textsOf(field: FieldName): Omit<FieldTexts, 'error'>;
  enabled(): boolean;
  hear(field: CardField, message: FromFrame): void;
}

export class CardField {
  readonly link: Link;
  status: FieldStatus = 'empty';
  ready = false;
  /** Where brand and help go, after the frame. */
  readonly aside = make('div', { class: 'kr-field-aside' });
  private error = '';
  private readonly label: HTMLElement;
  private readonly parts: Element[];
  private readonly addedClasses: string[];

  constructor(
    readonly name: FieldName,
    readonly element: HTMLElement,
    private readonly owner: FieldOwner,
  ) {
    this.label = make('span', { class: 'kr-field-label', 'aria-hidden': 'true' });
    this.link = new Link({
      base: owner.base,
      field: name,
      formId: owner.id,
      hello: () => ({
        texts: this.texts(),
        look: readLook(this.element),
        enabled: owner.enabled(),
      }),
      hear: (message) => this.hear(message),
    });
    const component = make('div', { class: 'kr-field-component' }, this.link.frame);
    const wrapper = make('div', { class: 'kr-field-wrapper' },
      icon(ICON_OF[name], 'kr-icon kr-field-icon'), this.label, component, this.aside);
    this.parts = [wrapper];
    this.addedClasses = ['kr-field-element', ...(name === 'pan' ? [] : ['kr-size-half'])]
      .filter((one) => !element.classList.contains(one));
    element.classList.add(...this.addedClasses);
    // A click beside the text is a click into the field.
    wrapper.addEventListener('click', (event) => {
      if (event.target === wrapper || event.target === this.label) this.link.say({ type: 'focus' });
    });
    element.replaceChildren(wrapper);
    this.label.textContent = this.texts().label;
  }

  private texts(): FieldTexts {
    return { ...this.owner.textsOf(this.name), error: this.error };
  }

  private hear(message: FromFrame): void {
    if (message.type === 'ready') this.ready = true;
    if (message.type === 'focus' || message.type === 'blur') {
      toggle(this.element, 'kr-focus', message.type === 'focus');
    }
    if (message.type === 'value') {
      this.status = message.status;
      toggle(this.element, 'kr-filled', message.status !== 'empty');
      toggle(this.element, 'kr-valid', message.status === 'valid');
    }
    this.owner.hear(this, message);
  }

  /** `message` empty: the field is right, or not judged yet. */
  setError(message: string): void {
    if (this.error === message) return;
    this.error = message;
    toggle(this.element, 'kr-error', message !== '');
    this.refresh();
  }

  hasError(): boolean {
    return this.error !== '';
  }

  /** Texts and looks again: another language, another theme, another state. */
  refresh(): void {
    const texts = this.texts();
    this.label.textContent = texts.label;
    this.link.setTitle(texts.label);
    this.link.say({ type: 'texts', texts });
    this.link.say({ type: 'look', look: readLook(this.element) });
    this.link.say({ type: 'enable', enabled: this.owner.enabled() });
  }

  remove(): void {
    this.link.close();
    for (const part of this.parts) part.remove();
    this.element.classList.remove('kr-focus', 'kr-filled', 'kr-valid', 'kr-error',
      ...this.addedClasses);
  }
}
