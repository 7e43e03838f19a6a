import type { Texts } from '../lang';
import { formatAmount } from '../lang';
import type { CardFacts, FieldName, FieldTexts, FromFrame,
  TellerAnswer } from '../shared/protocol';
import { BrandView } from './brands';
import { PayButton } from './button';
import { Values, attributesOf, flag, text } from './config';
import { CustomFields } from './custom_fields';
import { make, toggle } from './dom';
import type { KRError } from './errors';
import { CLASS_OF, CardField, FieldOwner } from './field';
import { Parts, findParts } from './form_parts';
import { HelpButton } from './help';
import { HolderField } from './holder';
import { watchStyles } from './look';
import { Popin } from './popin';
import { Progress, Terms } from './progress';
import { TellerLine } from './teller';
import { DEMO_TOKEN, readDisplayed } from './token';
import { Verdict } from './verdict';

export type FormState = 'loading' | 'ready' | 'paying' | 'checking' | 'paid' | 'closed';

/** What the gateway says of a token (docs/internals/form-endpoints.md). */
export interface Description extends Terms {
  amount: number;
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
  /** The button of a pop-in was pressed. */
  popinPressed(form: Form): void;
  cardInfo(facts: CardFacts | null, brand: string): object;
  cardChanged(form: Form): void;
}

/** One card form in the page: its parts, and their state. It knows nothing of how to pay. */
export class Form implements FieldOwner {
  readonly fields: Record<FieldName, CardField>;
  readonly parts: Parts;
  readonly teller: TellerLine;
  readonly custom: CustomFields;
  readonly holder: HolderField | null;
  readonly button: PayButton | null;
  readonly popin: Popin | null;
  readonly base: string;
  state: FormState = 'loading';
  description: Description | null = null;
  facts: CardFacts | null = null;
  /** What ended the form: shown again when somebody tries to go on. */
  finalError: KRError | null = null;
  readonly verdict: Verdict;
  /** Raised with each token: answers about an older one are dropped. */
  generation = 0;
  private chosenBrand = '';
  private wasValid = false;
  private readonly attributes: Values;
  private readonly brandView: BrandView;
  private readonly help: HelpButton;
  private readonly progress: Progress;
  private readonly unwatch: () => void;
  private readonly status = make('div', { class: 'kr-status', role: 'status' });

  constructor(readonly element: HTMLElement, readonly id: string, private readonly host: FormHost) {
    this.base = host.base;
    this.attributes = attributesOf(element);
    element.setAttribute('kr-form-id', id);
    element.setAttribute('role', 'group');
    this.parts = findParts(element, flag(this.setting('paymentButton'), true));
    this.brandView = new BrandView((brand) => this.chooseBrand(brand));
    this.help = new HelpButton();
    this.progress = new Progress(element);
    this.fields = {
      pan: new CardField('pan', this.parts.fields.pan, this),
      expiry: new CardField('expiry', this.parts.fields.expiry, this),
      securityCode: new CardField('securityCode', this.parts.fields.securityCode, this),
    };
    this.fields.pan.aside.append(this.brandView.element);
    this.fields.securityCode.aside.append(this.help.element);
    this.teller = new TellerLine((message) => this.fields.pan.link.say(message));
    this.verdict = new Verdict(this, () => host.texts());
    this.holder = this.parts.holder && 
      new HolderField(this.parts.holder, () => this.onHolder(), () => host.pressed(this));
    this.button = this.parts.button &&
      new PayButton(this.parts.button, () => host.pressed(this));
    this.custom = new CustomFields(element);
    this.popin = flag(this.setting('popin')) ? this.makePopin() : null;
    this.parts.error.setAttribute('role', 'alert');
    element.append(this.status);
    this.unwatch = watchStyles(() => this.eachField((field) => field.refresh()));
    this.draw();
  }

  setting(key: string): unknown {
    return this.host.setting(key, this.attributes);
  }

  /** Said by the element, and otherwise at run time. */
  overruled(key: string): boolean {
    return key in this.attributes && this.attributes[key] !== this.setting(key);
  }

  token(): string {
    return text(this.setting('formToken'));
  }

  /** The element says the same as the run-time configuration, if it says a token at all. */
  tokenReplaced(token: string): void {
    if ('formToken' in this.attributes) this.attributes.formToken = token;
  }

  isDemo(): boolean {
    return this.token() === DEMO_TOKEN;
  }

  eachField(act: (field: CardField) => void): void {
    for (const field of Object.values(this.fields)) act(field);
  }

  private makePopin(): Popin {
    return new Popin(this.element, flag(this.setting('popinButton'), true), {
      base: this.base,
      texts: () => this.host.texts(),
      heading: () => ({
        shopName: text(this.setting('shopName')) || this.description?.shopName || '',
        orderId: this.description?.orderId ?? '',
        amount: this.amount(),
      }),
      mayClose: () => this.state !== 'paying' && this.state !== 'checking',
      pressed: () => this.host.popinPressed(this),
      closed: () => this.host.emit('onPopinClosed'),
    });
  }

  // FieldOwner

  textsOf(name: FieldName): Omit<FieldTexts, 'error'> {
    const texts = this.host.texts();
    const key = name[0]!.toUpperCase() + name.slice(1);
    const hints = { pan: texts.panHint, expiry: texts.expiryHint,
      securityCode: texts.securityCodeHint };
    return {
      language: this.host.language(),
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
        // Left for the button: a message that appears above it now would move it from under the
        // pointer, and the press would be lost. The press itself judges every field.
        if (!this.button?.held) this.verdict.judge(field);
        return this.host.emit('onBlur', { formId: this.id, field: name });
      case 'value': return this.onValue(field, message.typed);
      case 'card': return this.onCard(message.facts);
      case 'enter': return this.host.pressed(this);
      case 'escape': return this.popin?.close();
      case 'told': return this.teller.told(message.id, message.answer);
    }
  }

  private onFieldReady(field: CardField): void {
    field.refresh();
    if (field.name === 'pan') {
      // The frame may have been loaded anew: what it was asked before, it will not answer.
      this.teller.cut();
      this.passCredentials();
    }
    if (field.name === 'securityCode') this.passRules();
    const busy = this.state === 'paying' || this.state === 'checking';
    if (!busy && Object.values(this.fields).every((one) => one.ready)) this.host.fieldsReady(this);
  }

  private onValue(field: CardField, typed: boolean): void {
    // An error stands until somebody mends it: what the form clears itself mends nothing.
    if (typed) {
      const wrong = field.status === 'invalid';
      if (!wrong) field.setError('');
      this.verdict.mended(CLASS_OF[field.name], wrong);
    }
    this.onChange();
  }

  private onHolder(): void {
    this.verdict.mended('kr-card-holder-name', false);
    this.onChange();
  }

  private onChange(): void {
    const valid = this.verdict.faults().length === 0;
    if (valid && !this.wasValid) {
      this.host.emit('onFormValid', this.host.cardInfo(this.facts, this.brand()));
    }
    this.wasValid = valid;
    this.draw();
  }

  private onCard(facts: CardFacts): void {
    const before = this.brand();
    this.facts = facts;
    // Paid: the fields are emptied, which is no news of a card.
    if (this.state === 'paid') return this.draw();
    if (!facts.brands.includes(this.chosenBrand)) this.chosenBrand = '';
    this.passRules();
    this.draw();
    if (this.brand() !== before) {
      this.host.emit('onBrandChanged', this.host.cardInfo(facts, this.brand()));
    }
    this.host.cardChanged(this);
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

  // Display

  setState(state: FormState): void {
    this.state = state;
    this.draw();
    this.eachField((field) => field.refresh());
  }

  amount(): string {
    if (this.isDemo() || !this.description) return '';
    const { amount, remainingAmount, currency, fractionDigits } = this.description;
    return formatAmount(remainingAmount ?? amount, currency, fractionDigits, this.host.language());
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
    this.progress.draw(this.description, texts, this.host.language());
    const codeLength = this.facts?.securityCodeLength ?? 3;
    this.help.draw(texts, codeLength);
    toggle(this.parts.fields.securityCode, 'kr-hidden', codeLength === 0);
    this.status.textContent = busy ? texts.paying : this.state === 'paid' ? texts.paid : '';
    this.holder?.draw(text(this.setting('labelCardHolderName')) || texts.cardHolderName,
      text(this.setting('placeholderCardHolderName')) || texts.cardHolderName, this.enabled());
    this.button?.setState(busy ? 'paying' : this.state === 'paid' ? 'paid' : 'idle',
      this.enabled() && this.state !== 'loading');
    this.button?.draw(texts, this.amount());
    this.popin?.draw(texts.pay.replace('%s', this.amount()).trim());
  }

  /** The language, the theme or a label changed. */
  refresh(): void {
    this.verdict.translate();
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
    this.progress.remove();
    this.teller.cut();
    this.eachField((field) => field.remove());
    this.holder?.remove();
    this.button?.remove();
    this.popin?.remove();
    this.status.remove();
    this.verdict.show(null);
    for (const element of this.parts.made) element.remove();
    for (const name of ['kr-form-ready', 'kr-form-state', 'kr-form-id', 'aria-busy', 'role',
      'lang']) {
      this.element.removeAttribute(name);
    }
    this.element.classList.remove('kr-loading', 'kr-disabled');
  }
}
