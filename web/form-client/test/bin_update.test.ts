import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BinUpdate } from '../src/client/bin_update';
import type { Form } from '../src/client/form';

const form = {
  state: 'ready', generation: 1, token: () => 'old',
  setState(state: string) { this.state = state; },
};
const host = { adopt: vi.fn(), warn: vi.fn() };
let answers: (() => Promise<Response>)[] = [];
const asked: { bin: string; formToken: string }[] = [];
const update = () => new BinUpdate(form as unknown as Form, host);
const says = (formToken: unknown, status = 200) => async () =>
  new Response(JSON.stringify({ formToken }), { status });

beforeEach(() => {
  Object.assign(form, { state: 'ready', generation: 1 });
  asked.length = 0;
  answers = [];
  vi.clearAllMocks();
  vi.stubGlobal('fetch', (_: string, options: { body: string }) => {
    asked.push(JSON.parse(options.body));
    return answers.shift()!();
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('BIN update (spec/embedded-form.md 5.1)', () => {
  it('asks with eight digits, once for each card, and adopts the new token', async () => {
    const one = update();
    answers = [says('new'), says('newer')];
    await one.cardChanged('/bin', '497010');
    expect(asked).toEqual([]);
    await one.cardChanged('/bin', '49701000');
    await one.cardChanged('/bin', '49701000');
    expect(asked).toEqual([{ bin: '49701000', formToken: 'old' }]);
    expect(host.adopt).toHaveBeenCalledWith(form, 'new');
    form.state = 'ready';
    await one.cardChanged('/bin', '59701003');
    expect(host.adopt).toHaveBeenLastCalledWith(form, 'newer');
  });

  it('goes on with the token it has when that is the answer', async () => {
    answers = [says('old')];
    await update().cardChanged('/bin', '49701000');
    expect(host.adopt).not.toHaveBeenCalled();
    expect(form.state).toBe('ready');
  });

  it('cannot be paid while the merchant thinks', async () => {
    let answer: (response: Response) => void = () => undefined;
    answers = [() => new Promise((resolve) => { answer = resolve; })];
    const asking = update().cardChanged('/bin', '49701000');
    expect(form.state).toBe('loading');
    answer(await says('old')());
    await asking;
    expect(form.state).toBe('ready');
  });
});

describe('BIN update when things go otherwise', () => {
  it('drops an answer about an earlier card', async () => {
    let late: (response: Response) => void = () => undefined;
    answers = [() => new Promise((resolve) => { late = resolve; }), says('second')];
    const one = update();
    const first = one.cardChanged('/bin', '49701000');
    await one.cardChanged('/bin', '59701003');
    late(await says('first')());
    await first;
    expect(host.adopt.mock.calls).toEqual([[form, 'second']]);
  });

  it('survives a merchant that fails, and asks again for that card', async () => {
    const one = update();
    answers = [says('x', 500), says(7), async () => { throw new TypeError('no network'); },
      says('new')];
    for (let i = 0; i < 3; ++i) {
      await one.cardChanged('/bin', '49701000');
      expect(form.state).toBe('ready');
    }
    expect(host.warn).toHaveBeenCalledTimes(3);
    await one.cardChanged('/bin', '49701000');
    expect(host.adopt).toHaveBeenCalledWith(form, 'new');
  });

  it('leaves a form alone that is paying, paid, closed, or has another token by then', async () => {
    for (const state of ['paying', 'checking', 'paid', 'closed']) {
      form.state = state;
      await update().cardChanged('/bin', '49701000');
      expect(form.state).toBe(state);
    }
    expect(asked).toEqual([]);
    form.state = 'ready';
    answers = [async () => { ++form.generation; return says('new')(); }];
    await update().cardChanged('/bin', '49701000');
    expect(host.adopt).not.toHaveBeenCalled();
  });
});
