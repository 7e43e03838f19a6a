import type { Texts } from '../lang';
import { make, toggle } from './dom';

export type ButtonState = 'idle' | 'paying' | 'paid';

/** The pay button: label in its first span, a spinner beside it. */
export class PayButton {
  private readonly label: HTMLSpanElement;
  private readonly spinner = make('span', { class: 'kr-spinner', 'aria-hidden': 'true' });
  private readonly done: () => void;
  /** From the press to the release: nothing may move the button away meanwhile. */
  held = false;
  private template = '';
  private forcedOff = false;
  private state: ButtonState = 'idle';
  private usable = false;
  private forcedSpinner: boolean | null = null;

  constructor(readonly element: HTMLButtonElement, onPress: () => void) {
    element.type = 'button';
    const span = element.querySelector('span');
    // A text the page wrote into the button is its label, also with %amount-and-currency%.
    if (!span) this.template = element.textContent?.trim() ?? '';
    this.label = span ?? make('span');
    if (!span) element.replaceChildren(this.label);
    this.label.classList.add('kr-button-label');
    element.append(this.spinner);
    const press = (event: Event) => {
      event.preventDefault();
      onPress();
    };
    element.addEventListener('click', press);
    const hold = () => { this.held = true; };
    const release = () => { this.held = false; };
    element.addEventListener('pointerdown', hold);
    for (const event of ['pointerup', 'pointercancel']) addEventListener(event, release);
    this.done = () => {
      element.removeEventListener('click', press);
      element.removeEventListener('pointerdown', hold);
      for (const event of ['pointerup', 'pointercancel']) removeEventListener(event, release);
    };
  }

  setLabel(template: string): void {
    this.template = template;
  }

  /** `amount` empty: there is none to show. */
  draw(texts: Texts, amount: string): void {
    const own = this.template.replace('%amount-and-currency%', amount).trim();
    const said = own || texts.pay.replace('%s', amount).trim();
    this.label.textContent = this.state === 'paid' ? texts.paid : said;
    const busy = this.state === 'paying';
    // The attribute of an unavailable button keeps it in the tab order, and says why by its label.
    this.element.disabled = this.forcedOff || !this.usable || this.state === 'paid';
    this.element.setAttribute('aria-busy', String(busy));
    const spinning = this.forcedSpinner ?? busy;
    toggle(this.element, 'kr-spinning', spinning);
    toggle(this.element, 'kr-paid', this.state === 'paid');
    toggle(this.spinner, 'kr-visible', spinning);
  }

  setState(state: ButtonState, usable: boolean): void {
    this.state = state;
    this.usable = usable;
  }

  force(what: 'enable' | 'disable' | 'showSpinner' | 'hideSpinner' | 'show' | 'hide'): void {
    if (what === 'enable' || what === 'disable') this.forcedOff = what === 'disable';
    if (what === 'showSpinner') this.forcedSpinner = true;
    if (what === 'hideSpinner') this.forcedSpinner = null;
    if (what === 'show') this.element.style.removeProperty('display');
    if (what === 'hide') this.element.style.setProperty('display', 'none');
  }

  remove(): void {
    this.done();
    this.spinner.remove();
    // As the page wrote it, for the next form.
    this.label.textContent = this.template;
    this.element.disabled = false;
    this.element.removeAttribute('aria-busy');
    this.element.classList.remove('kr-spinning', 'kr-paid');
  }
}
