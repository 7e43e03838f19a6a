import type { Texts } from '../lang';
import { formatAmount } from '../lang';
import type { CardFacts, FieldName, FromFrame, TellerAnswer } from '../shared/protocol';
import { BrandView } from './brands';
import { PayButton } from './button';
import { Values, attributesOf, flag, text } from './config';
import { CustomFields } from './custom_fields';
import { toggle } from './dom';
import { KRError, fieldOf, makeError } from './errors';
import { CLASS_OF, CardField, FieldOwner } from './field';
import { Parts, findParts } from './form_parts';
import { HelpButton } from './help';
import { HolderField } from './holder';
import { watchStyles } from './look';
import { TellerLine } from './teller';
import { DEMO_TOKEN, readDisplayed } from './token';

export type FormState = 'loading' | 'ready' | 'paying' | 'checking' | 'paid' | 'closed';

/** What the gateway says of a token (docs/internals/form-endpoints.md). */
export interface Description {
  amount: number;
  currency: string;
  fractionDigits: number;
  orderId: string | null;
  shopName: string;
  attemptsLeft: number;
  brands: string[];
}

/** What a form needs of the application around it. */
export interface FormHost {
  readonly base: string;
  setting(key: string, element: Values): unknown;
  texts(): Texts;
  language(): string;
  emit(event: string, argument?: unknown): void;
  /** The button was pressed, or Enter in a field. */
  pressed(form: Form): void;
  fieldsReady(form: Form): void;
  cardInfo(facts: CardFacts | null, brand: string): object;
}

/** One card form in the page: its parts, and their state. It knows nothing of how to pay. */
export class Form implements FieldOwner {
  readonly fields: Record<FieldName, CardField>;
  readonly parts: Parts;
  readonly teller: TellerLine;
  readonly custom: CustomFields;
  readonly holder: HolderField | null;
  readonly button: PayButton | null;
  readonly base: string;
  state: FormState = 'loading';
  description: Description | null = null;
  facts: CardFacts | null = null;
  /** What ended the form: shown again when somebody tries to go on. */
  finalError: KRError | null = null;
  error: KRError | null = null;
  /** Raised with each token: answers about an older one are dropped. */
  generation = 0;
  private chosenBrand = '';
  private wasValid = false;
  private readonly attributes: Values;
  private readonly brandView: BrandView;
  private readonly help: HelpButton;
  private readonly unwatch: () => void;

  constructor(readonly element: HTMLElement, readonly id: string, private readonly host: FormHost) {
    this.base = host.base;
    this.attributes = attributesOf(element);
    element.setAttribute('kr-form-id', id);
    element.setAttribute('role', 'group');
    this.parts = findParts(element, flag(this.setting('paymentButton'), true));
    this.brandView = new BrandView((brand) => this.chooseBrand(brand));
    this.help = new HelpButton();
    this.fields = {
      pan: new CardField('pan', this.parts.fields.pan, this),
      expiry: new CardField('expiry', this.parts.fields.expiry, this),
      securityCode: new CardField('securityCode', this.parts.fields.securityCode, this),
    };
    this.fields.pan.aside.append(this.brandView.element);
    this.fields.securityCode.aside.append(this.help.element);
    this.teller = new TellerLine((message) => this.fields.pan.link.say(message));
    this.holder = this.parts.holder && new HolderField(this.parts.holder, () => this.onTyped());
    this.button = this.parts.button &&
      new PayButton(this.parts.button, () => host.pressed(this));
    this.custom = new CustomFields(element);
    this.parts.error.setAttribute('role', 'alert');
    this.unwatch = watchStyles(() => this.eachField((field) => field.refresh()));
    this.draw();
  }

  setting(key: string): unknown {
    return this.host.setting(key, this.attributes);
  }

  token(): string {
    return text(this.setting('formToken'));
  }

  isDemo(): boolean {
    return this.token() === DEMO_TOKEN;
  }

  eachField(act: (field: CardField) => void): void {
    for (const field of Object.values(this.fields)) act(field);
  }

  // FieldOwner

  textsOf(name: FieldName): { label: string; placeholder: string } {
    const texts = this.host.texts();
    const key = name[0]!.toUpperCase() + name.slice(1);
    const hints = { pan: texts.panHint, expiry: texts.expiryHint,
      securityCode: texts.securityCodeHint };
    return {
      label: text(this.setting(`label${key}`)) || texts[name],
      placeholder: text(this.setting(`placeholder${key}`)) || hints[name],
    };
  }

  enabled(): boolean {
    return (this.state === 'ready' || this.state === 'loading') &&
      !flag(this.setting('readOnly')) && !flag(this.setting('disabledForm'));
  }

  hear(field: CardField, message: FromFrame): void {
    const name = CLASS_OF[field.name];
    switch (message.type) {
      case 'ready': return this.onFieldReady(field);
      case 'focus': return this.host.emit('onFocus', { formId: this.id, field: name });
      case 'blur':
        this.judge(field);
        return this.host.emit('onBlur', { formId: this.id, field: name });
      case 'value': return this.onValue(field);
      case 'card': return this.onCard(message.facts);
      case 'enter': return this.host.pressed(this);
      case 'told': return this.teller.told(message.id, message.answer);
    }
  }

  private onFieldReady(field: CardField): void {
    field.refresh();
    if (field.name === 'pan') this.passCredentials();
    if (field.name === 'securityCode') this.passRules();
    if (Object.values(this.fields).every((one) => one.ready)) this.host.fieldsReady(this);
  }

  private onValue(field: CardField): void {
    // An error stands until the value is right, or empty again.
    if (field.hasError() && field.status !== 'invalid') field.setError('');
    this.onTyped();
  }

  private onTyped(): void {
    if (this.error && this.state === 'ready') this.showError(null);
    const valid = this.faults().length === 0;
    if (valid && !this.wasValid) {
      this.host.emit('onFormValid', this.host.cardInfo(this.facts, this.brand()));
    }
    this.wasValid = valid;
    this.draw();
  }

  private onCard(facts: CardFacts): void {
    const before = this.brand();
    this.facts = facts;
    if (!facts.brands.includes(this.chosenBrand)) this.chosenBrand = '';
    this.passRules();
    this.draw();
    if (this.brand() !== before) {
      this.host.emit('onBrandChanged', this.host.cardInfo(facts, this.brand()));
    }
  }

  // Brand

  brand(): string {
    return this.chosenBrand || this.facts?.brands[0] || this.facts?.brand || '';
  }

  /** What travels with the payment: only what somebody chose. */
  chosen(): string {
    return this.chosenBrand;
  }

  chooseBrand(brand: string | null): void {
    const wanted = (brand ?? '').toUpperCase();
    const before = this.brand();
    this.chosenBrand = this.facts?.brands.includes(wanted) ? wanted : '';
    this.draw();
    if (this.brand() !== before) {
      this.host.emit('onBrandChanged', this.host.cardInfo(this.facts, this.brand()));
    }
  }

  setHelp(visible: boolean | null): void {
    this.help.force(visible);
  }

  private passRules(): void {
    const length = this.facts?.securityCodeLength ?? 3;
    this.fields.securityCode.link.say({ type: 'rules', securityCodeLength: length,
      required: length > 0 });
  }

  passCredentials(): void {
    const credentials = { publicKey: text(this.setting('publicKey')), formToken: this.token() };
    if (!this.isDemo()) this.fields.pan.link.say({ type: 'credentials', credentials });
  }

  ask(action: 'open' | 'pay' | 'outcome' | 'cards'): Promise<TellerAnswer> {
    return this.teller.ask({ action, publicKey: text(this.setting('publicKey')),
      formToken: this.token(), brand: this.chosen(), cardHolderName: this.holder?.value() });
  }

  // Validation

  /** What keeps the form from paying, field by field. */
  faults(): KRError[] {
    const texts = this.host.texts();
    const faults: KRError[] = [];
    const codes = { pan: ['CLIENT_301', 'CLIENT_321'], expiry: ['CLIENT_302', 'CLIENT_322'],
      securityCode: ['CLIENT_303', 'CLIENT_323'] };
    for (const name of ['pan', 'expiry', 'securityCode'] as const) {
      const { status } = this.fields[name];
      const unwanted = name === 'pan' && this.facts?.accepted === false;
      if (status === 'valid' && !unwanted) continue;
      const code = unwanted ? 'CLIENT_309' : codes[name][status === 'empty' ? 1 : 0]!;
      faults.push(makeError(code, texts, { field: CLASS_OF[name] }));
    }
    if (this.holder && this.holder.value() === '') {
      faults.push(makeError('CLIENT_325', texts, { field: 'kr-card-holder-name' }));
    }
    for (const control of this.custom.missing()) {
      const message = texts.errors.required.replace('%s', this.custom.nameOf(control));
      faults.push(makeError('CLIENT_304', texts, { field: control.name, errorMessage: message }));
    }
    return faults;
  }

  /** A field left behind half filled or wrong is marked at once; an empty one is not. */
  private judge(field: CardField): void {
    const fault = this.faults().find((one) => one.field === CLASS_OF[field.name]);
    field.setError(fault && field.status !== 'empty' ? fault.errorMessage : '');
  }

  markFaults(faults: KRError[]): void {
    this.eachField((field) => {
      const fault = faults.find((one) => one.field === CLASS_OF[field.name]);
      field.setError(fault?.errorMessage ?? '');
    });
    const holder = faults.find((one) => one.field === 'kr-card-holder-name');
    this.holder?.setError(holder?.errorMessage ?? '');
    this.custom.mark(this.custom.missing().filter((control) =>
      faults.some((one) => one.field === control.name)));
  }

  focusFirst(faults: KRError[]): void {
    for (const field of Object.values(this.fields)) {
      if (faults.some((one) => one.field === CLASS_OF[field.name])) {
        return field.link.say({ type: 'focus' });
      }
    }
    if (faults.some((one) => one.field === 'kr-card-holder-name')) this.holder?.focus();
  }

  // Display

  showError(error: KRError | null): void {
    this.error = error;
    const zone = this.parts.error;
    zone.textContent = error?.errorMessage ?? '';
    toggle(zone, 'kr-form-error-visible', error !== null);
    if (!error) return;
    const field = fieldOf(error.errorCode);
    this.eachField((one) => {
      if (CLASS_OF[one.name] === field) one.setError(error.errorMessage);
    });
  }

  setState(state: FormState): void {
    this.state = state;
    this.draw();
    this.eachField((field) => field.refresh());
  }

  amount(): string {
    if (this.isDemo() || !this.description) return '';
    const { amount, currency, fractionDigits } = this.description;
    return formatAmount(amount, currency, fractionDigits, this.host.language());
  }

  draw(): void {
    const texts = this.host.texts();
    const busy = this.state === 'paying' || this.state === 'checking';
    this.element.setAttribute('kr-form-state', this.state);
    this.element.setAttribute('lang', this.host.language());
    toggle(this.element, 'kr-loading', busy || this.state === 'loading');
    toggle(this.element, 'kr-disabled', !this.enabled());
    this.element.setAttribute('aria-busy', String(busy || this.state === 'loading'));
    this.brandView.show(this.facts, this.brand(), texts, this.enabled());
    this.help.draw(texts, this.facts?.securityCodeLength ?? 3);
    this.holder?.draw(text(this.setting('labelCardHolderName')) || texts.cardHolderName,
      text(this.setting('placeholderCardHolderName')) || texts.cardHolderName, this.enabled());
    this.button?.setState(busy ? 'paying' : this.state === 'paid' ? 'paid' : 'idle',
      this.enabled() && this.state !== 'loading');
    this.button?.draw(texts, this.amount());
  }

  /** The language, the theme or a label changed. */
  refresh(): void {
    this.eachField((field) => field.refresh());
    this.draw();
  }

  clearCard(all: boolean): void {
    this.fields.securityCode.link.say({ type: 'clear' });
    if (!all) return;
    this.fields.pan.link.say({ type: 'clear' });
    this.fields.expiry.link.say({ type: 'clear' });
  }

  displayed() {
    return readDisplayed(this.token());
  }

  remove(): void {
    this.unwatch();
    this.teller.cut();
    this.eachField((field) => field.remove());
    this.holder?.remove();
    this.button?.remove();
    this.showError(null);
    for (const element of this.parts.made) element.remove();
    for (const name of ['kr-form-ready', 'kr-form-state', 'kr-form-id', 'aria-busy', 'role',
      'lang']) {
      this.element.removeAttribute(name);
    }
    this.element.classList.remove('kr-loading', 'kr-disabled');
  }
}
