// A price that depends on the card (spec/embedded-form.md 5.1, setBinUpdateNotificationUrl): the
// merchant's server is told the first eight digits, and answers with the token of the price it
// wants, made by Charge/UpdatePaymentAmount.

import type { Form } from './form';

export interface BinUpdateHost {
  /** The form pays with this token from now on. */
  adopt(form: Form, formToken: string): void;
  warn(code: string, message: string): void;
}

export const BIN_LENGTH = 8;
const WAIT_MS = 15_000;

/** Reads the merchant's answer, or throws. */
async function askMerchant(
  url: string, question: { bin: string; formToken: string }, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { formToken } = await response.json();
  if (typeof formToken !== 'string' || formToken === '') throw new Error('no formToken in it');
  return formToken;
}

/** Asks about one form: the latest card counts, an answer about an earlier one is dropped. */
export class BinUpdate {
  private bin = '';
  private current: AbortController | null = null;

  constructor(private readonly form: Form, private readonly host: BinUpdateHost) {}

  /**
   * The card changed. While the merchant thinks, the form cannot be paid: nobody knows the price.
   * Without an answer within 15 s it goes on with the token it has; should the merchant have
   * changed the price after all, the gateway refuses that token, and the buyer is not overcharged.
   */
  async cardChanged(url: string, bin: string): Promise<void> {
    if (!url || bin.length < BIN_LENGTH || bin === this.bin) return;
    if (this.form.state !== 'ready' && !this.current) return;
    this.stop();
    this.bin = bin;
    const asking = new AbortController();
    this.current = asking;
    const timer = setTimeout(() => asking.abort(), WAIT_MS);
    const { generation } = this.form;
    const formToken = this.form.token();
    this.form.setState('loading');
    let answer = formToken;
    try {
      answer = await askMerchant(url, { bin, formToken }, asking.signal);
    } catch (fault) {
      if (this.current === asking) {
        this.bin = '';
        this.host.warn('CLIENT_713', `the BIN update address gave no form token: ${String(fault)}`);
      }
    }
    clearTimeout(timer);
    if (this.current !== asking) return;
    this.current = null;
    if (this.form.generation !== generation) return;
    if (answer === formToken) return this.form.setState('ready');
    this.host.adopt(this.form, answer);
  }

  /** Forgets what is under way: another card, another token, or the form is gone. */
  stop(): void {
    const asking = this.current;
    this.current = null;
    asking?.abort();
  }
}
