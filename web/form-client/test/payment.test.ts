import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Events } from '../src/client/events';
import type { KRError } from '../src/client/errors';
import { Payment } from '../src/client/payment';
import { textsOf } from '../src/lang';
import type { TellerAnswer } from '../src/shared/protocol';

// Payment against a form and a gateway of our own: what is asked, and what the page hears.

const texts = textsOf('en');
const lost: TellerAnswer = { kind: 'lost' };
const answer = (value: unknown): TellerAnswer =>
  ({ kind: 'answer', status: 'SUCCESS', answer: value, mode: 'TEST' });
const refusal = (errorCode: string): TellerAnswer =>
  ({ kind: 'answer', status: 'ERROR', answer: { errorCode }, mode: 'TEST' });
const signed = (orderStatus: string, orderCycle = 'CLOSED', errorCode: string | null = null) => ({
  clientAnswer: { orderStatus, orderCycle, transactions: [{ uuid: 'u', errorCode }] },
  rawClientAnswer: '{}', hash: 'h', hashAlgorithm: 'sha256_hmac', hashKey: 'sha256_hmac',
  answerType: 'V4/Payment', serverDate: null,
});
const outcome = (running: boolean, attemptsLeft: number, payment: unknown = null) =>
  answer({ running, attemptsLeft, payment });

class FakeForm {
  id = 'F1';
  state = 'ready';
  generation = 1;
  finalError: KRError | null = null;
  description: any = { attemptsLeft: 4 };
  asked: string[] = [];
  settings: Record<string, unknown> = {};
  faulty: KRError[] = [];
  cleared: boolean[] = [];
  verdict = {
    shown: null as KRError | null,
    show: (error: KRError | null) => { this.verdict.shown = error; },
    faults: () => this.faulty,
    mark: () => {},
    focusFirst: () => {},
  };
  custom = { values: () => [] };
  constructor(private readonly script: TellerAnswer[]) {}
  async ask(action: string): Promise<TellerAnswer> {
    this.asked.push(action);
    const next = this.script.shift();
    if (!next) throw new Error(`${action} was not expected`);
    return next;
  }
  setState(state: string) { this.state = state; }
  setting(key: string) { return this.settings[key]; }
  token() { return 'token'; }
  isDemo() { return false; }
  enabled() { return true; }
  clearCard(all: boolean) { this.cleared.push(all); }
}

function world(...script: TellerAnswer[]) {
  const form = new FakeForm(script);
  const events = new Events();
  const told: string[] = [];
  for (const event of ['onOrderUpdate', 'onTransactionCreated', 'onSubmit']) {
    events.on(event, (response) => void told.push(`${event} ${response.clientAnswer.orderStatus}`));
  }
  let settled: () => void;
  const over = new Promise<void>((resolve) => { settled = resolve; });
  const payment = new Payment({
    events, KR: {}, texts: () => texts, warn: () => {},
    fail: (_form, error) => { told.push(`onError ${error.errorCode}`); form.verdict.show(error); },
    settled: () => settled(),
  });
  const press = async () => {
    await payment.submit(form as any);
    await over;
    await vi.waitFor(() => expect(form.state).not.toBe('paying'));
  };
  return { form, events, told, payment, press };
}

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  vi.stubGlobal('setTimeout', (run: () => void) => { queueMicrotask(run); return 0; });
});

describe('an attempt', () => {
  it('that is accepted tells the page in order', async () => {
    const { form, told, press } = world(answer(signed('PAID')));
    await press();
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told).toEqual(['onOrderUpdate PAID', 'onTransactionCreated PAID', 'onSubmit PAID']);
    expect(form.state).toBe('paid');
    expect(form.cleared).toEqual([true]);
  });

  it('that is refused leaves the form open and clears the code', async () => {
    const { form, told, press } = world(answer(signed('UNPAID', 'OPEN', 'ACQ_001')));
    await press();
    expect(told[told.length - 1]).toBe('onError ACQ_001');
    expect(form.state).toBe('ready');
    expect(form.cleared).toEqual([false]);
    expect((form.verdict.shown!.metadata.answer as any).hash).toBe('h');
  });

  it('keeps the code when the page says so', async () => {
    const { form, press } = world(answer(signed('UNPAID', 'OPEN', 'ACQ_001')));
    form.settings.clearOnError = 'false';
    await press();
    expect(form.cleared).toEqual([]);
  });

  it('that was the last closes the form', async () => {
    const { form, told, press, payment } = world(answer(signed('UNPAID', 'CLOSED', 'ACQ_001')));
    await press();
    expect(form.state).toBe('closed');
    expect(form.verdict.shown!.errorMessage).toBe(texts.errors.lastRefused);
    await payment.submit(form as any);
    expect(form.asked).toEqual(['pay']);
    expect(told[told.length - 1]).toBe('onError ACQ_001');
  });

  it('is not made while the form is wrong, or while a handler forbids it', async () => {
    const wrong = world();
    wrong.form.faulty = [{ errorCode: 'CLIENT_321', errorMessage: 'x' } as KRError];
    await wrong.payment.submit(wrong.form as any);
    expect(wrong.told).toEqual(['onError CLIENT_300']);
    const forbidden = world();
    forbidden.events.on('button.onClick', () => Promise.resolve(false));
    await forbidden.payment.submit(forbidden.form as any);
    expect(forbidden.form.asked).toEqual([]);
    expect(forbidden.form.state).toBe('ready');
  });

  it('is made once for two presses', async () => {
    const { form, payment, press } = world(answer(signed('PAID')));
    const second = payment.submit(form as any);
    await Promise.all([press(), second]);
    expect(form.asked).toEqual(['pay']);
  });
});

describe('an answer that is lost', () => {
  it('is asked for until the payment is known, and paid once', async () => {
    const { form, told, press } = world(lost, lost, outcome(true, 3),
      outcome(false, 3, signed('PAID')));
    await press();
    await vi.waitFor(() => expect(form.state).toBe('paid'));
    expect(form.asked).toEqual(['pay', 'outcome', 'outcome', 'outcome']);
    await vi.waitFor(() => expect(told).toContain('onSubmit PAID'));
  });

  it('may have been a refusal', async () => {
    const { form, told, press } = world(lost,
      outcome(false, 3, signed('UNPAID', 'OPEN', 'ACQ_001')));
    await press();
    expect(told[told.length - 1]).toBe('onError ACQ_001');
    expect(form.state).toBe('ready');
  });

  it('frees the button only when it is known twice that nothing was counted', async () => {
    const { form, told, press } = world(lost, outcome(false, 4), outcome(false, 4));
    await press();
    expect(form.asked).toEqual(['pay', 'outcome', 'outcome']);
    expect(told).toEqual(['onError CLIENT_999']);
    expect(form.verdict.shown!.errorMessage).toBe(texts.errors.offline);
    expect(form.state).toBe('ready');
  });

  it('is not taken for an older attempt’s', async () => {
    const older = signed('UNPAID', 'OPEN', 'ACQ_001');
    const { form, told, press } = world(lost, outcome(false, 3, older), outcome(false, 3, older));
    form.description.attemptsLeft = 3;
    await press();
    expect(told).toEqual(['onError CLIENT_999']);
  });

  it('says 104 when the gateway had no answer to give', async () => {
    const { told, press } = world({ kind: 'failed', httpStatus: 503 }, outcome(false, 4),
      outcome(false, 4));
    await press();
    expect(told).toEqual(['onError CLIENT_104']);
  });

  it.each(['PSP_113', 'INT_903'])('may be another tab’s: %s', async (code) => {
    const { form, press } = world(refusal(code), outcome(true, 3),
      outcome(false, 3, signed('PAID')));
    await press();
    await vi.waitFor(() => expect(form.state).toBe('paid'));
  });
});

describe('what the gateway will not try', () => {
  it.each([
    ['PSP_532', 'PSP_532', 'ready'], ['PSP_108', 'PSP_108', 'closed'],
    ['INT_885', 'CLIENT_100', 'closed'], ['INT_904', 'CLIENT_997', 'closed'],
  ])('%s is told as %s and leaves the form %s', async (code, shown, state) => {
    const { form, told, press } = world(refusal(code));
    await press();
    expect(told).toEqual([`onError ${shown}`]);
    expect(form.state).toBe(state);
  });

  it('blocks the form after too many attempts', async () => {
    const { form, told, press, payment } = world(refusal('PSP_099'));
    await press();
    await payment.submit(form as any);
    expect(told).toEqual(['onError PSP_099', 'onError CLIENT_800']);
    expect(form.asked).toEqual(['pay']);
  });
});

describe('opening a token', () => {
  it('draws the form', async () => {
    const { form, payment } = world(answer({ amount: 990, attemptsLeft: 4 }));
    form.state = 'loading';
    await payment.open(form as any);
    expect(form.state).toBe('ready');
    expect(form.description.amount).toBe(990);
  });

  it('that was paid says so', async () => {
    const { form, told, payment } = world(refusal('INT_903'), outcome(false, 3, signed('PAID')));
    await payment.open(form as any);
    expect(told).toEqual(['onError CLIENT_502']);
    expect(form.state).toBe('closed');
  });

  it('waits for a gateway that does not answer', async () => {
    const { form, told, payment } = world(lost, lost, lost, answer({ amount: 1, attemptsLeft: 1 }));
    await payment.open(form as any);
    expect(told).toEqual(['onError CLIENT_999']);
    expect(form.state).toBe('ready');
    expect(form.verdict.shown).toBeNull();
  });
});
