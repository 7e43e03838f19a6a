// The object pages talk to: every name of spec/embedded-form.md 5. Methods resolve to an object
// that holds at least KR; what a later release brings rejects and says so.

import type { App } from './app';
import { Values, text } from './config';
import { within } from './dom';
import { developerError, formError } from './errors';
import type { Form } from './form';

type Result = { KR: any; result?: unknown };

const LATER = 'is not part of this release of the form';

function rootsOf(target: unknown): (Element | Document)[] {
  if (target === undefined || target === null) return [document];
  if (typeof target === 'string') return Array.from(document.querySelectorAll(target));
  if (target instanceof Element || target instanceof Document) return [target];
  return Array.from(target as ArrayLike<Element>).filter((one) => one instanceof Element);
}

/** Resolves when there is a body to draw in. */
export function whenParsed(): Promise<void> {
  if (document.readyState !== 'loading' && document.body) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });
}

function drawing(app: App, done: () => Result) {
  const render = async (target: unknown, code: string): Promise<Result> => {
    await whenParsed();
    const roots = rootsOf(target);
    const form = app.render(roots);
    if (!form) throw app.developerFault(code, 'nothing to draw was found');
    return { ...done(), result: { formId: form.id } };
  };
  const addForm = async (selector: unknown): Promise<Result> => {
    await whenParsed();
    const [wrapper] = rootsOf(selector);
    if (!(wrapper instanceof HTMLElement)) {
      throw app.developerFault('CLIENT_200', `addForm: ${String(selector)} is not in the page`);
    }
    let [form] = within(wrapper, '.kr-embedded');
    if (!form) {
      form = document.createElement('div');
      form.className = 'kr-embedded';
      wrapper.append(form);
    }
    form.style.setProperty('display', 'none');
    return render(wrapper, 'CLIENT_200');
  };
  const visible = (on: boolean) => async (formId?: string): Promise<Result> => {
    await whenParsed();
    for (const form of formId ? [app.current(formId)] : app.forms) {
      if (on) form?.element.style.removeProperty('display');
      else form?.element.style.setProperty('display', 'none');
    }
    return done();
  };
  return {
    renderElements: (target?: unknown) => render(target, 'CLIENT_715'),
    attachForm: (selector: unknown) => render(selector, 'CLIENT_200'),
    addForm,
    showForm: visible(true),
    hideForm: visible(false),
    removeForms: async (): Promise<Result> => {
      app.removeForms();
      return done();
    },
  };
}

function paying(app: App, done: () => Result) {
  const formOf = (id?: string): Form => {
    const form = app.current(id);
    if (!form) throw app.developerFault('CLIENT_200', 'there is no form in the page');
    return form;
  };
  const popinOf = (id?: string): Form => {
    const form = id ? formOf(id) : app.forms.find((one) => one.popin);
    if (!form?.popin) throw app.developerFault('CLIENT_996', 'there is no pop-in in the page');
    return form;
  };
  const validateForm = async (id?: string): Promise<Result> => {
    const form = formOf(id);
    const faults = form.verdict.faults();
    form.verdict.mark(faults);
    if (!faults.length) return { ...done(), result: null };
    const error = formError(faults, app.texts());
    error.doOnError = () => app.fail(form, error);
    throw { ...done(), result: error };
  };
  return {
    validateForm,
    validate: () => validateForm(),
    submit: async (): Promise<Result> => {
      await app.payment.submit(formOf());
      return done();
    },
    setBrand: async (brand: string | null): Promise<Result> => {
      formOf().chooseBrand(brand);
      return done();
    },
    setHelpVisibility: async (id: string | undefined, visible: boolean): Promise<Result> => {
      for (const form of id ? [formOf(id)] : app.forms) form.setHelp(visible);
      return done();
    },
    getPaymentMethods: async () => ({
      paymentMethods: ['CARDS'],
      cardBrands: app.current()?.description?.brands ?? [],
    }),
    getSelectedPaymentMethod: async () => 'CARDS',
    isCardsFormExpanded: async () => true,
    throwCustomError: async (message: string): Promise<Result> => {
      app.fail(formOf(), { ...developerError('CLIENT_999', message) });
      return done();
    },
    openPaymentMethod: async (method: string): Promise<Result> => {
      const known = /^(cards|all)$/i.test(String(method));
      if (!known) throw app.developerFault('CLIENT_503', `the method ${method} is not available`);
      const form = formOf();
      if (form.popin) await app.openPopin(form);
      form.fields.pan.link.say({ type: 'focus' });
      return done();
    },
    openPopin: async (id?: string): Promise<Result> => {
      await app.openPopin(popinOf(id));
      return done();
    },
    closePopin: async (id?: string): Promise<Result> => {
      popinOf(id).popin!.close();
      return done();
    },
    openSelectedPaymentMethod: async (): Promise<Result> => {
      await app.payment.submit(formOf());
      return done();
    },
  };
}

const FIELD_OF: Record<string, 'pan' | 'expiry' | 'securityCode'> = {
  'kr-pan': 'pan', 'kr-expiry': 'expiry', 'kr-security-code': 'securityCode',
};

function parts(app: App, done: () => Result) {
  const force = (what: 'enable' | 'disable' | 'showSpinner' | 'hideSpinner' | 'show' | 'hide') =>
    async (): Promise<Result> => {
      for (const form of app.forms) {
        form.button?.force(what);
        form.draw();
      }
      return done();
    };
  const help = (visible: boolean | null) => async (): Promise<Result> => {
    for (const form of app.forms) form.setHelp(visible);
    return done();
  };
  const mask = (masked: boolean) => async (): Promise<Result> => {
    for (const form of app.forms) form.fields.securityCode.link.say({ type: 'mask', masked });
    return done();
  };
  const focus = async (name: string): Promise<Result> => {
    const form = app.current();
    const field = FIELD_OF[name];
    const holder = name === 'kr-card-holder-name' ? form?.holder : null;
    if (!form?.enabled() || !(field || holder)) {
      throw app.developerFault('CLIENT_996', `the field ${name} cannot take the focus`);
    }
    if (field) form.fields[field].link.say({ type: 'focus' });
    else holder!.focus();
    return done();
  };
  return {
    button: {
      setLabel: async (template: string): Promise<Result> => {
        app.labelButtons(text(template));
        return done();
      },
      showSpinner: force('showSpinner'),
      hideSpinner: force('hideSpinner'),
      enable: force('enable'),
      disable: force('disable'),
      show: force('show'),
      hide: force('hide'),
    },
    fields: {
      focus,
      cvv: { hide: mask(true), show: mask(false) },
      pan: { help: { button: { show: help(true), hide: help(false),
        restoreDefaultVisibility: help(null) } } },
    },
  };
}

const EVENTS = ['onLoaded', 'onFormCreated', 'onFormReady', 'onFormValid', 'onFocus', 'onBlur',
  'onBrandChanged', 'onInstallmentChanged', 'onSubmit', 'onOrderUpdate', 'onTransactionCreated',
  'onError', 'on3dSecureAbort', 'onPopinClosed', 'onPaymentMethodSelected'];

function listening(app: App, done: () => Result) {
  const on = (event: string) => async (handler: (argument?: any) => unknown): Promise<Result> => {
    if (typeof handler !== 'function') {
      throw app.developerFault('CLIENT_713', `${event} takes a function`);
    }
    app.events.on(event, handler);
    if (event === 'onLoaded' && app.ready) handler();
    if (event === 'onFormCreated' && app.forms.length) handler();
    if (event === 'onFormReady' && app.isFormReady()) handler({ KR: app.KR });
    return done();
  };
  return {
    direct: Object.fromEntries(EVENTS.map((event) => [event, on(event)])),
    onButton: on('button.onClick'),
    onSmartForm: on('smartForm.onClick'),
    onWalletTab: on('wallet.onTabChange'),
    onTokenDeleted: on('wallet.onPaymentTokenDeleted'),
  };
}

function stateOf(app: App) {
  return {
    state: {
      get publicKey() { return app.publicKey(); },
      get formToken() { return text(app.current()?.token() ?? app.setting('formToken')); },
      get language() { return app.language(); },
      smartForm: { selectedMethod: 'CARDS' },
    },
    getters: { cardsFormExpanded: true },
  };
}

/** Makes `window.KR` around an application. */
export function makeKR(app: App): any {
  const KR: any = {};
  const done = (): Result => ({ KR });
  const later = (name: string) => async (): Promise<never> => {
    throw { KR, ...app.developerFault('CLIENT_996', `KR.${name} ${LATER}`) };
  };
  const { direct, onButton, onSmartForm, onWalletTab, onTokenDeleted } = listening(app, done);
  const { button, fields } = parts(app, done);
  const pay = paying(app, done);
  const configure = async (values: Values): Promise<Result> => {
    app.configure(values ?? {});
    return done();
  };
  Object.assign(KR, drawing(app, done), pay, direct, {
    setFormConfig: configure,
    setFormToken: (formToken: string) => configure({ formToken }),
    setShopName: (shopName: string) => configure({ shopName }),
    removeEventCallbacks: async (event?: string): Promise<Result> => {
      app.events.remove(event);
      return done();
    },
    setBinUpdateNotificationUrl: async (url: unknown): Promise<Result> => {
      app.binUpdateUrl = text(url);
      return done();
    },
    button: { ...button, onClick: onButton },
    fields,
    smartForm: { onClick: onSmartForm, throwCustomError: pay.throwCustomError },
    wallet: { onTabChange: onWalletTab, onPaymentTokenDeleted: onTokenDeleted },
    skeleton: { show: later('skeleton.show'), hide: later('skeleton.hide') },
    overlay: { show: () => undefined, hide: () => undefined,
      restoreDefaultVisibility: () => undefined },
    $store: stateOf(app),
    get ready() { return app.ready; },
    get vueReady() { return app.forms.length > 0; },
  });
  // Object.assign reads getters: these two stay alive.
  Object.defineProperties(KR, {
    ready: { get: () => app.ready, configurable: true, enumerable: true },
    vueReady: { get: () => app.forms.length > 0, configurable: true, enumerable: true },
    // Pages log and send what events hand them: the form token stays out of it.
    toJSON: { value: () => undefined },
  });
  app.KR = KR;
  return KR;
}
