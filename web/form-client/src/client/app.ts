import { Texts, fetchLanguage, languageOf, textsOf } from '../lang';
import type { CardFacts } from '../shared/protocol';
import { BinUpdate, BinUpdateHost } from './bin_update';
import { Config, Values, attributesOf, canonical, flag, isPublicKey, isTestKey, merge,
  text } from './config';
import { make, within } from './dom';
import { KRError, developerError, makeError } from './errors';
import { Events } from './events';
import { Form, FormHost } from './form';
import { Payment, PaymentHost } from './payment';
import { Toolbar } from './toolbar';

/** The state of the client in one page, and the forms in it. */
export class App implements FormHost, PaymentHost, BinUpdateHost {
  readonly config = new Config();
  readonly events = new Events();
  readonly payment = new Payment(this);
  readonly container = make('div', { class: 'kr-app-container' });
  readonly toolbar: Toolbar;
  KR: any = null;
  forms: Form[] = [];
  ready = false;
  binUpdateUrl = '';
  private formReady = false;
  private buttonTemplate = '';
  private fallbackKey = '';
  private readonly binUpdates = new WeakMap<Form, BinUpdate>();
  private readonly waitingForToken = new Set<Form>();
  private readonly warned = new Set<string>();

  constructor(readonly base: string) {
    this.toolbar = new Toolbar({
      base,
      texts: () => this.texts(),
      askCards: () => this.forms[0]?.ask('cards') ?? Promise.resolve({ kind: 'lost' as const }),
      fill: (card) => this.current()?.fields.pan.link.say({ type: 'fill', card }),
    });
    this.events.onFault = (event, fault) => {
      this.warn('CLIENT_511', `the page's handler of ${event} threw`);
      console.error(fault);
    };
    addEventListener('pageshow', (event) => {
      // Back from the merchant's page to one that was kept alive.
      const paid = event.persisted ? this.forms.find((form) => form.state === 'paid') : undefined;
      if (paid) this.fail(paid, makeError('CLIENT_502', this.texts()));
    });
  }

  // Settings

  setting(key: string, element: Values = {}): unknown {
    const value = this.config.get(key, element);
    return key === 'publicKey' && value === undefined ? this.fallbackKey : value;
  }

  publicKey(): string {
    const [first] = this.forms;
    return text(first ? first.setting('publicKey') : this.setting('publicKey'));
  }

  language(): string {
    const [first] = this.forms;
    const asked = text(first ? first.setting('language') : this.setting('language'));
    return languageOf(asked || navigator.language);
  }

  texts(): Texts {
    return textsOf(this.language());
  }

  configure(values: Values): void {
    const keys = new Set(Object.keys(values).map(canonical));
    merge(this.config.runtime, values);
    if (keys.has('formToken') || keys.has('publicKey')) this.tokenChanged();
    this.refresh();
    void this.learnLanguage();
  }

  private refresh(): void {
    for (const form of this.forms) form.refresh();
    this.drawToolbar();
  }

  private async learnLanguage(): Promise<void> {
    const before = this.texts();
    await fetchLanguage(this.language(), this.base);
    if (this.texts() !== before) this.refresh();
  }

  private tokenChanged(): void {
    for (const form of this.forms) {
      if (form.state === 'paying' || form.state === 'checking') this.waitingForToken.add(form);
      else this.startToken(form);
    }
  }

  settled(form: Form): void {
    if (this.waitingForToken.delete(form)) this.startToken(form);
  }

  // Forms

  /** Draws every form in `roots`; returns the one drawn, or found drawn already. */
  render(roots: (Element | Document)[]): Form | null {
    let last: Form | null = null;
    this.dropOrphans();
    for (const element of this.candidates(roots)) {
      last = this.forms.find((form) => form.element === element) ?? this.addForm(element);
    }
    this.drawToolbar();
    return last;
  }

  /** `.kr-embedded` elements, and one made in each smart form that has none. */
  private candidates(roots: (Element | Document)[]): HTMLElement[] {
    for (const root of roots) {
      for (const smart of within(root, '.kr-smart-form')) {
        if (!smart.querySelector('.kr-embedded')) {
          smart.append(make('div', { class: 'kr-embedded' }));
        }
        smart.classList.add('kr-smart-form-wrapper',
          smart.hasAttribute('kr-popin') ? 'kr-type-popin' : 'kr-type-embedded');
      }
    }
    const found = new Set(roots.flatMap((root) => within(root, '.kr-embedded')));
    return Array.from(found);
  }

  private addForm(element: HTMLElement): Form {
    const smart = element.parentElement?.closest('.kr-smart-form');
    if (smart) {
      for (const [key, value] of Object.entries(attributesOf(smart))) {
        const name = `kr-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        const said = value === true ? '' : `${value}`;
        if (!element.hasAttribute(name)) element.setAttribute(name, said);
      }
    }
    const id = element.getAttribute('kr-form-id') ||
      `F${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36).toUpperCase()}`;
    const form = new Form(element, id, this);
    if (this.buttonTemplate) form.button?.setLabel(this.buttonTemplate);
    this.forms.push(form);
    this.events.emit('onFormCreated');
    return form;
  }

  /** Forms whose element a single-page application threw away. */
  private dropOrphans(): void {
    for (const form of this.forms.filter((one) => !one.element.isConnected)) this.drop(form);
  }

  private drop(form: Form): void {
    ++form.generation;
    this.binUpdates.get(form)?.stop();
    form.remove();
    this.waitingForToken.delete(form);
    this.forms = this.forms.filter((one) => one !== form);
    if (!this.forms.length) this.formReady = false;
  }

  removeForms(): void {
    for (const form of this.forms.slice()) this.drop(form);
    this.drawToolbar();
  }

  /** The form of that id, or the one the buyer sees. */
  current(id?: string): Form | undefined {
    if (id) return this.forms.find((form) => form.id === id);
    return this.forms.find((form) => form.element.getClientRects().length > 0) ?? this.forms[0];
  }

  fieldsReady(form: Form): void {
    this.startToken(form);
  }

  private startToken(form: Form): void {
    const keyFault = this.keyFault(text(form.setting('publicKey'))) ?? this.themeFault(form);
    ++form.generation;
    form.finalError = null;
    form.verdict.show(null);
    form.element.removeAttribute('kr-form-ready');
    if (!Object.values(form.fields).every((field) => field.ready)) return;
    form.description = null;
    form.setState('loading');
    if (keyFault) {
      form.finalError = keyFault;
      form.setState('closed');
      return this.fail(form, keyFault);
    }
    this.warnOfSettings(form);
    const displayed = form.displayed();
    (window as any).KR_RAW_DNA = displayed ?? undefined;
    if (!form.token()) return;
    form.passCredentials();
    const { generation } = form;
    if (form.isDemo()) {
      form.setState('ready');
      void this.learnLanguage().then(() => {
        if (form.generation === generation) this.announce(form);
      });
      return;
    }
    void Promise.all([this.payment.open(form), this.learnLanguage()]).then(() => {
      if (form.generation === generation && form.state === 'ready') this.announce(form);
    });
  }

  private warnOfSettings(form: Form): void {
    for (const [which, code] of [['Success', 'CLIENT_707'], ['Refused', 'CLIENT_708']] as const) {
      if (form.setting(`getUrl${which}`) && form.setting(`postUrl${which}`)) {
        this.warn(code, `both a GET and a POST return address are set (${which}): POST is used`);
      }
    }
    if (form.overruled('formToken')) {
      this.warn('CLIENT_710', 'kr-form-token of the element is ignored: another was set');
    }
  }

  private announce(form: Form): void {
    form.element.setAttribute('kr-form-ready', 'true');
    this.formReady = true;
    this.events.emit('onFormReady', { KR: this.KR, formId: form.id });
    this.drawToolbar();
  }

  isFormReady(): boolean {
    return this.formReady;
  }

  private keyFault(key: string): KRError | null {
    if (key.trim() === '') return makeError('CLIENT_501', this.texts());
    return isPublicKey(key) ? null : makeError('CLIENT_004', this.texts());
  }

  /** The smart form has no look in the material theme (spec/embedded-form.md 3.3). */
  private themeFault(form: Form): KRError | null {
    const theme = (window as any).KR_THEME ?? form.setting('theme');
    const smart = form.element.parentElement?.closest('.kr-smart-form');
    return theme === 'material' && smart ? makeError('CLIENT_505', this.texts()) : null;
  }

  // FormHost and PaymentHost

  cardChanged(form: Form): void {
    if (!this.binUpdateUrl || form.isDemo()) return;
    const update = this.binUpdates.get(form) ?? new BinUpdate(form, this);
    this.binUpdates.set(form, update);
    void update.cardChanged(this.binUpdateUrl, form.facts?.bin ?? '');
  }

  adopt(form: Form, formToken: string): void {
    form.tokenReplaced(formToken);
    this.configure({ formToken });
  }

  emit(event: string, argument?: unknown): void {
    this.events.emit(event, argument);
  }

  pressed(form: Form): void {
    if (form.state !== 'loading') void this.payment.submit(form);
  }

  popinPressed(form: Form): void {
    void this.openPopin(form);
  }

  /** As if its button had been pressed: the page's handler may forbid it. */
  async openPopin(form: Form): Promise<void> {
    const click = { paymentMethod: null, action: 'openPopin', formId: null };
    if (!(await this.events.permits('smartForm.onClick', click))) return;
    form.popin?.open(text(form.setting('zIndex')));
    this.toolbar.raise();
    form.refresh();
  }

  cardInfo(facts: CardFacts | null, brand: string): object {
    const cardInfo = { bin: facts?.bin ?? '', brand };
    return { KR: this.KR, cardInfo, card: cardInfo };
  }

  fail(form: Form | null, error: KRError): void {
    form?.verdict.show(error);
    this.events.emit('onError', { KR: this.KR, formId: form?.id ?? null, ...error });
  }

  warn(code: string, message: string): void {
    const line = `${code}: ${message}`;
    if (this.warned.has(line)) return;
    this.warned.add(line);
    this.toolbar.warn(line);
    if (isTestKey(this.publicKey())) console.warn(`[Guichet form] ${line}`);
  }

  developerFault(code: string, message: string): KRError {
    const error = developerError(code, message);
    this.warn(code, message);
    return error;
  }

  labelButtons(template: string): void {
    this.buttonTemplate = template;
    for (const form of this.forms) {
      form.button?.setLabel(template);
      form.draw();
    }
  }

  // Start

  mount(): void {
    document.body.append(this.container);
    this.ready = true;
    this.events.emit('onLoaded');
    if (location.protocol === 'file:') this.warn('CLIENT_711', 'the page was opened from a disk');
    if (!document.querySelector('meta[name=viewport]')) {
      this.warn('CLIENT_705', 'the page has no viewport');
    }
    this.drawToolbar();
  }

  private drawToolbar(): void {
    const key = this.publicKey();
    const [first] = this.forms;
    const hide = 'hideDebugToolbar';
    const hidden = flag(first ? first.setting(hide) : this.setting(hide));
    const wanted = this.ready && this.forms.length > 0 && isTestKey(key) && !hidden;
    this.toolbar.show(wanted ? this.container : null);
  }
}
