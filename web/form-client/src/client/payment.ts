// What happens between the button and the merchant: one attempt after the other, each charged at
// most once, whatever the network does (docs/internals/form-client.md).

import type { Texts } from '../lang';
import type { TellerAnswer } from '../shared/protocol';
import type { Events } from './events';
import { KRError, endsForm, formError, makeError } from './errors';
import { flag, text } from './config';
import type { Description, Form } from './form';
import { Signed, fieldsOf, leave, targetOf } from './return';

export interface PaymentHost {
  readonly events: Events;
  readonly KR: unknown;
  texts(): Texts;
  fail(form: Form | null, error: KRError): void;
  warn(code: string, message: string): void;
  /** A token set while a payment was under way can be taken up now. */
  settled(form: Form): void;
}

/** What the gateway says of tokens and keys, in the codes that pages know. */
const CLIENT_CODES: Record<string, string> = {
  INT_885: 'CLIENT_100', INT_903: 'CLIENT_100', INT_911: 'CLIENT_100', INT_904: 'CLIENT_997',
};

/** Waits between questions about a payment whose answer was lost, in milliseconds. */
const PATIENCE = [300, 700, 1500, 3000, 5000];

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    }
    addEventListener('online', done);
  });
}

export class Payment {
  constructor(private readonly host: PaymentHost) {}

  /** A press of the button, Enter in a field or KR.submit(). Resolves once it is under way. */
  async submit(form: Form): Promise<void> {
    const { host } = this;
    if (form.state === 'paying' || form.state === 'checking') return;
    const refusal = this.whyNot(form);
    if (refusal) return host.fail(form, refusal);
    // From here on a second press finds the form busy: handlers of the page may take their time.
    form.setState('paying');
    const permitted = await this.permitted(form);
    const faults = permitted ? form.verdict.faults() : [];
    if (!permitted || faults.length) {
      form.setState('ready');
      form.verdict.mark(faults);
      if (faults.length) {
        host.fail(form, formError(faults, host.texts()));
        form.verdict.focusFirst(faults);
      }
      return;
    }
    form.verdict.show(null);
    void this.attempt(form);
  }

  private whyNot(form: Form): KRError | null {
    const texts = this.host.texts();
    if (form.state === 'paid') return makeError('CLIENT_502', texts);
    if (form.finalError) return form.finalError;
    if (!form.token()) return makeError('CLIENT_305', texts);
    if (form.isDemo()) return makeError('CLIENT_998', texts);
    return form.state === 'ready' && form.enabled() ? null : makeError('CLIENT_996', texts);
  }

  private async permitted(form: Form): Promise<boolean> {
    const click = { paymentMethod: 'CARDS', action: 'beforePaymentStart', formId: form.id };
    const { events } = this.host;
    return await events.permits('button.onClick') &&
      await events.permits('smartForm.onClick', click);
  }

  private async attempt(form: Form): Promise<void> {
    const { generation } = form;
    const before = form.description?.attemptsLeft ?? 0;
    const first = await form.ask('pay');
    const found = this.isUncertain(first) ? await this.findOut(form, before) : null;
    // The form was removed meanwhile: its page is told by the merchant's server.
    if (form.generation !== generation) return;
    this.settle(form, found ?? first);
    this.host.settled(form);
  }

  /** Lost, or about an attempt that this page, or another tab, has made before. */
  private isUncertain(answer: TellerAnswer): boolean {
    if (answer.kind !== 'answer') return true;
    return answer.status === 'ERROR' && /^(PSP_113|INT_903)$/.test(answer.answer.errorCode);
  }

  /**
   * Asks until the gateway says what became of the session; null when nothing was counted. Nothing
   * is sent twice: the buyer may press again only once that is known, and known twice, since what
   * was sent may still be on its way.
   */
  private async findOut(form: Form, attemptsBefore: number): Promise<TellerAnswer | null> {
    const { generation } = form;
    let nothing = 0;
    for (let turn = 0; form.generation === generation && nothing < 2; ++turn) {
      const told = await form.ask('outcome');
      if (told.kind === 'answer' && told.status === 'ERROR') return told;
      if (told.kind === 'answer' && !told.answer.running) {
        const { payment, attemptsLeft } = told.answer;
        const paid = /^(PAID|RUNNING)$/.test(payment?.clientAnswer.orderStatus ?? '');
        // An accepted part takes no attempt from the next card: what remains tells of it.
        const part = payment?.remainingAmount < this.owed(form);
        const counted = paid || part || attemptsLeft < attemptsBefore;
        if (payment && counted) return { ...told, answer: payment };
        ++nothing;
      }
      if (form.state === 'paying') {
        form.setState('checking');
        form.verdict.show(makeError('CLIENT_999', this.host.texts(), {
          errorMessage: this.host.texts().errors.checking,
        }));
      }
      if (nothing < 2) await pause(PATIENCE[Math.min(turn, PATIENCE.length - 1)]!);
    }
    return null;
  }

  /** What the next card is asked for. */
  private owed(form: Form): number {
    return form.description?.remainingAmount ?? form.description?.amount ?? 0;
  }

  private settle(form: Form, answer: TellerAnswer): void {
    const texts = this.host.texts();
    form.verdict.show(null);
    if (answer.kind !== 'answer') {
      // Nothing was counted: it is safe to press again.
      const sent = answer.kind === 'failed' && answer.httpStatus >= 500;
      const code = sent ? 'CLIENT_104' : 'CLIENT_999';
      form.setState('ready');
      return this.host.fail(form, makeError(code, texts, sent ? {} : {
        errorMessage: texts.errors.offline,
      }));
    }
    if (answer.status === 'ERROR') return this.refuseCall(form, answer.answer);
    void this.report(form, answer.answer as Signed);
  }

  /** The gateway would not try this card, or this form is at its end. */
  refuseCall(form: Form, answer: any): void {
    const texts = this.host.texts();
    const code = CLIENT_CODES[answer.errorCode] ?? answer.errorCode;
    const error = makeError(code, texts, {
      detailedErrorCode: answer.detailedErrorCode ?? null,
      detailedErrorMessage: answer.detailedErrorMessage ?? null,
      metadata: { gatewayErrorCode: answer.errorCode },
    });
    if (endsForm(error.errorCode)) {
      form.finalError = error;
      form.setState('closed');
    } else {
      form.setState('ready');
    }
    if (code === 'PSP_099') form.finalError = makeError('CLIENT_800', texts);
    this.host.fail(form, error);
  }

  private responseOf(form: Form, signed: Signed) {
    const { clientAnswer, rawClientAnswer, hash, hashAlgorithm, hashKey, serverDate } = signed;
    return {
      clientAnswer, rawClientAnswer, hash, hashAlgorithm, hashKey, serverDate,
      _type: 'V4/Charge/ProcessPaymentAnswer',
      formId: form.id,
      post: () => fieldsOf(signed),
    };
  }

  /** A transaction was made: tells the page, then leaves or lets the buyer try again. */
  private async report(form: Form, signed: Signed): Promise<void> {
    const { events } = this.host;
    const response = this.responseOf(form, signed);
    const { orderStatus, orderCycle, transactions } = signed.clientAnswer;
    const part = orderStatus === 'PARTIALLY_PAID' && orderCycle === 'OPEN';
    if (part && transactions[0].status !== 'UNPAID') {
      // Nothing is left before all is paid, whatever the page answers (spec/embedded-form.md 5).
      events.emit('onOrderUpdate', { ...response, _name: 'billingPartialPayment' });
      events.emit('onTransactionCreated', response);
      form.clearCard(true);
      form.setState('loading');
      return this.open(form);
    }
    const refused = orderStatus !== 'PAID' && orderStatus !== 'RUNNING';
    if (refused) {
      events.emit('onOrderUpdate', { ...response, _name: 'payment' });
      events.emit('onTransactionCreated', response);
      return this.refuse(form, signed, response);
    }
    form.setState('paid');
    form.clearCard(true);
    const answers = [
      await events.permits('onOrderUpdate', { ...response, _name: 'payment' }),
      await events.permits('onTransactionCreated', response),
      await events.permits('onSubmit', response),
    ];
    if (answers.every(Boolean)) this.goTo(form, 'Success', signed);
  }

  private refuse(form: Form, signed: Signed, response: object): void {
    const texts = this.host.texts();
    const transaction = signed.clientAnswer.transactions?.[0] ?? {};
    const last = signed.clientAnswer.orderCycle === 'CLOSED';
    const code = transaction.errorCode ?? 'CLIENT_001';
    const error = makeError(code, texts, {
      detailedErrorCode: transaction.detailedErrorCode ?? null,
      detailedErrorMessage: transaction.detailedErrorMessage ?? null,
      metadata: { answer: response },
    });
    if (last) error.errorMessage = texts.errors.lastRefused;
    if (form.description && form.description.attemptsLeft > 0) --form.description.attemptsLeft;
    if (last) form.finalError = error;
    form.setState(last ? 'closed' : 'ready');
    if (flag(form.setting('clearOnError'), true)) form.clearCard(false);
    this.host.fail(form, error);
    if (last) this.goTo(form, 'Refused', signed);
  }

  /** POST before GET; with neither, the page stays. */
  private goTo(form: Form, which: 'Success' | 'Refused', signed: Signed): void {
    for (const method of ['POST', 'GET'] as const) {
      const url = text(form.setting(`${method.toLowerCase()}Url${which}`));
      if (!url) continue;
      const target = targetOf(url, document.baseURI);
      if (target) return leave(method, target, signed, form.custom.values());
      this.host.warn('CLIENT_510', `the return address is not valid: ${url}`);
    }
  }

  /** Reads what a token stands for. A token that was paid already says so. */
  async open(form: Form): Promise<void> {
    const { generation } = form;
    let answer = await form.ask('open');
    for (let turn = 0; answer.kind !== 'answer' && form.generation === generation; ++turn) {
      const code = answer.kind === 'failed' ? 'CLIENT_104' : 'CLIENT_999';
      const texts = this.host.texts();
      if (turn === 1) this.host.fail(form, makeError(code, texts, {
        errorMessage: texts.errors.server,
      }));
      await pause(PATIENCE[Math.min(turn, PATIENCE.length - 1)]!);
      answer = await form.ask('open');
    }
    if (form.generation !== generation || answer.kind !== 'answer') return;
    if (answer.status === 'SUCCESS') {
      form.description = answer.answer as Description;
      form.finalError = null;
      form.verdict.show(null);
      return form.setState('ready');
    }
    if (answer.answer.errorCode === 'INT_903') {
      const told = await form.ask('outcome');
      const payment = told.kind === 'answer' ? told.answer.payment : null;
      if (form.generation !== generation) return;
      if (payment && payment.clientAnswer.orderStatus !== 'UNPAID') {
        form.finalError = makeError('CLIENT_502', this.host.texts());
        form.setState('closed');
        return this.host.fail(form, form.finalError);
      }
    }
    this.refuseCall(form, answer.answer);
  }
}
