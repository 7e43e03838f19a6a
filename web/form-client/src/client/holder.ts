import { ICONS, icon, make, toggle } from './dom';

/** The name on the card: no secret, so an ordinary input of the page. */
export class HolderField {
  private readonly input = make('input', {
    class: 'kr-input-field', type: 'text', autocomplete: 'cc-name', maxlength: '255',
  });
  private readonly label = make('span', { class: 'kr-field-label', 'aria-hidden': 'true' });
  private readonly wrapper: HTMLElement;

  constructor(private readonly element: HTMLElement, onInput: () => void, onEnter: () => void) {
    this.wrapper = make('div', { class: 'kr-field-wrapper' },
      icon(ICONS.person, 'kr-icon kr-field-icon'), this.label,
      make('div', { class: 'kr-field-component' }, this.input));
    element.classList.add('kr-field-element');
    element.replaceChildren(this.wrapper);
    this.input.addEventListener('input', () => {
      this.setError('');
      toggle(element, 'kr-filled', this.value() !== '');
      onInput();
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      // Not the merchant's form around ours.
      event.preventDefault();
      onEnter();
    });
    this.input.addEventListener('focus', () => toggle(element, 'kr-focus', true));
    this.input.addEventListener('blur', () => toggle(element, 'kr-focus', false));
  }

  value(): string {
    return this.input.value.trim();
  }

  focus(): void {
    this.input.focus();
  }

  setError(message: string): void {
    toggle(this.element, 'kr-error', message !== '');
    if (message) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
  }

  draw(label: string, placeholder: string, enabled: boolean): void {
    this.label.textContent = label;
    this.input.setAttribute('aria-label', label);
    this.input.placeholder = placeholder;
    this.input.disabled = !enabled;
  }

  remove(): void {
    this.wrapper.remove();
    this.element.classList.remove('kr-field-element', 'kr-focus', 'kr-filled', 'kr-error');
  }
}
