// The merchant's own fields inside the form (spec/embedded-form.md 3.4): their values travel with
// the return, and a required one keeps the form from paying.

import { make } from './dom';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export class CustomFields {
  constructor(private readonly form: HTMLElement) {
    for (const control of this.controls()) this.dress(control);
  }

  private controls(): Control[] {
    return Array.from(this.form.querySelectorAll<Control>('input, select, textarea'))
      .filter((control) => !control.closest('.kr-field-element, .kr-app-container'));
  }

  /** `class="kr-theme"`: the look of our own fields, with an icon of the page's icon font. */
  private dress(control: Control): void {
    const order = control.getAttribute('kr-tab-order');
    if (order) control.tabIndex = Number(order) || 0;
    if (!control.classList.contains('kr-theme') || control.closest('.kr-custom-field')) return;
    if (control.type === 'hidden') return;
    const label = control.getAttribute('label') ?? control.getAttribute('kr-label');
    if (label && !control.getAttribute('aria-label')) control.setAttribute('aria-label', label);
    if (!control.getAttribute('aria-label') && control.getAttribute('placeholder')) {
      control.setAttribute('aria-label', control.getAttribute('placeholder')!);
    }
    const wrapper = make('label', {
      class: control.type === 'checkbox' ? 'kr-custom-field kr-checkbox' : 'kr-custom-field',
    });
    control.replaceWith(wrapper);
    const classes = control.getAttribute('kr-icon');
    if (classes) wrapper.append(make('i', { class: `kr-icon ${classes}`, 'aria-hidden': 'true' }));
    wrapper.append(control);
    if (control.type === 'checkbox' && label) wrapper.append(make('span', {}, label));
  }

  /** Required and empty or unticked. */
  missing(): Control[] {
    return this.controls().filter((control) =>
      control.required && (control instanceof HTMLInputElement && control.type === 'checkbox'
        ? !control.checked : control.value.trim() === ''));
  }

  mark(bad: Control[]): void {
    for (const control of this.controls()) {
      const wrong = bad.includes(control);
      (control.closest('.kr-custom-field') ?? control).classList.toggle('kr-error', wrong);
      if (wrong) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
  }

  nameOf(control: Control): string {
    return control.getAttribute('aria-label') || control.getAttribute('placeholder') ||
      control.name;
  }

  values(): [string, string][] {
    const found: [string, string][] = [];
    for (const control of this.controls()) {
      if (!control.name || control.disabled) continue;
      const box = control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);
      if (box && !(control as HTMLInputElement).checked) continue;
      found.push([control.name, control.value]);
    }
    return found;
  }
}
