// What is wrong with a form, and how the buyer is told: red fields, words in the error zone.

import type { Texts } from '../lang';
import type { CardFacts, FieldName } from '../shared/protocol';
import type { CustomFields } from './custom_fields';
import { toggle } from './dom';
import { KRError, fieldOf, formError, makeError, wordsOf } from './errors';
import { CLASS_OF, CardField } from './field';
import type { HolderField } from './holder';

/** A form as it is judged. */
export interface Judged {
  readonly state: string;
  readonly fields: Record<FieldName, CardField>;
  readonly holder: HolderField | null;
  readonly custom: CustomFields;
  readonly facts: CardFacts | null;
  readonly parts: { error: HTMLElement };
}

/** Codes of a wrong and of a missing value. */
const CODES: Record<FieldName, [string, string]> = {
  pan: ['CLIENT_301', 'CLIENT_321'],
  expiry: ['CLIENT_302', 'CLIENT_322'],
  securityCode: ['CLIENT_303', 'CLIENT_323'],
};
const HOLDER = 'kr-card-holder-name';

export class Verdict {
  /** What the error zone says. */
  error: KRError | null = null;
  private spoken: Texts;
  /** Fields shown as wrong, by their class or name. */
  private marked = new Set<string>();

  constructor(private readonly form: Judged, private readonly texts: () => Texts) {
    this.spoken = texts();
  }

  /** What keeps the form from paying, field by field. */
  faults(): KRError[] {
    const { form } = this;
    const texts = this.texts();
    const faults: KRError[] = [];
    for (const name of ['pan', 'expiry', 'securityCode'] as const) {
      const { status } = form.fields[name];
      const unwanted = name === 'pan' && form.facts?.accepted === false;
      if (status === 'valid' && !unwanted) continue;
      const code = unwanted ? 'CLIENT_309' : CODES[name][status === 'empty' ? 1 : 0];
      faults.push(makeError(code, texts, { field: CLASS_OF[name] }));
    }
    if (form.holder && form.holder.value() === '') {
      faults.push(makeError('CLIENT_325', texts, { field: HOLDER }));
    }
    for (const control of form.custom.missing()) {
      const message = texts.errors.required.replace('%s', form.custom.nameOf(control));
      faults.push(makeError('CLIENT_304', texts, { field: control.name, errorMessage: message }));
    }
    return faults;
  }

  /** A field left behind half filled or wrong is marked at once; an empty one is not. */
  judge(field: CardField): void {
    const name = CLASS_OF[field.name];
    if (field.status === 'empty' || this.form.state !== 'ready') return;
    const fault = this.faults().find((one) => one.field === name);
    if (!fault && !this.marked.has(name)) return;
    field.setError(fault?.errorMessage ?? '');
    if (fault) this.marked.add(name);
    else this.marked.delete(name);
    if (!this.error || this.error.errorCode === 'CLIENT_300') this.showMarked();
  }

  /** Somebody changed a value: what was said of that field, or of the last attempt, is over. */
  mended(name: string, stillWrong: boolean): void {
    if (!stillWrong) this.marked.delete(name);
    if (this.error && this.form.state === 'ready') this.showMarked();
  }

  mark(faults: KRError[]): void {
    const { form } = this;
    this.marked = new Set(faults.map((fault) => fault.field ?? ''));
    for (const field of Object.values(form.fields)) {
      const fault = faults.find((one) => one.field === CLASS_OF[field.name]);
      field.setError(fault?.errorMessage ?? '');
    }
    form.holder?.setError(faults.find((one) => one.field === HOLDER)?.errorMessage ?? '');
    form.custom.mark(form.custom.missing().filter((control) =>
      faults.some((one) => one.field === control.name)));
  }

  focusFirst(faults: KRError[]): void {
    for (const field of Object.values(this.form.fields)) {
      if (faults.some((one) => one.field === CLASS_OF[field.name])) {
        return field.link.say({ type: 'focus' });
      }
    }
    if (faults.some((one) => one.field === HOLDER)) this.form.holder?.focus();
  }

  /** Says in words what the red fields say in colour. */
  showMarked(): void {
    const faults = this.faults().filter((fault) => this.marked.has(fault.field ?? ''));
    this.show(faults.length ? formError(faults, this.texts()) : null);
  }

  show(error: KRError | null): void {
    this.error = error;
    const zone = this.form.parts.error;
    zone.textContent = error?.errorMessage ?? '';
    toggle(zone, 'kr-form-error-visible', error !== null);
    if (!error) return;
    const name = fieldOf(error.errorCode);
    if (name) this.marked.add(name);
    for (const field of Object.values(this.form.fields)) {
      if (CLASS_OF[field.name] === name) field.setError(error.errorMessage);
    }
  }

  /** The language may have changed: what stands there is said again. */
  translate(): void {
    const texts = this.texts();
    if (texts === this.spoken) return;
    const faults = this.faults();
    for (const field of Object.values(this.form.fields)) {
      const fault = faults.find((one) => one.field === CLASS_OF[field.name]);
      if (field.hasError() && fault) field.setError(fault.errorMessage);
    }
    const { error } = this;
    if (error?.errorCode === 'CLIENT_300') {
      this.showMarked();
    } else if (error && error.errorMessage === wordsOf(error.errorCode, this.spoken)) {
      this.show({ ...error, errorMessage: wordsOf(error.errorCode, texts) });
    }
    this.spoken = texts;
  }
}
