import type { Texts } from '../lang';
import { ICONS, icon, make, toggle } from './dom';

/** Where the security code is found on a card: a button that says it beside itself. */
export class HelpButton {
  private readonly bubble = make('span', {
    class: 'kr-help-bubble', role: 'tooltip', hidden: true,
  });
  private readonly button = make('button', {
    type: 'button', class: 'kr-help-button-inner-field', 'aria-expanded': 'false',
  }, icon(ICONS.help));
  readonly element = make('div', { class: 'kr-help-button-wrapper kr-inner kr-visible' },
    this.button, this.bubble);

  constructor() {
    const show = (open: boolean) => {
      this.bubble.hidden = !open;
      this.button.setAttribute('aria-expanded', String(open));
    };
    this.bubble.id = `kr-help-${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)}`;
    this.button.setAttribute('aria-describedby', this.bubble.id);
    this.button.addEventListener('click', () => show(this.bubble.hidden));
    this.button.addEventListener('blur', () => show(false));
    this.element.addEventListener('mouseenter', () => show(true));
    this.element.addEventListener('mouseleave', () => show(false));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') show(false);
    });
  }

  draw(texts: Texts, codeLength: number): void {
    this.button.setAttribute('aria-label', texts.help);
    this.bubble.textContent = codeLength === 4 ? texts.codeHelpAmex : texts.codeHelp;
  }

  /** null: as by default, shown. */
  force(visible: boolean | null): void {
    toggle(this.element, 'kr-visible', visible ?? true);
  }
}
