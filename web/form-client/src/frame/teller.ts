// The only code of the form that sends anything, and it sends to the gateway alone: the frame's
// policy (connect-src 'self') allows no other address.

import { parseExpiry } from '../shared/card';
import type { Credentials, TellerAnswer, TellerRequest } from '../shared/protocol';
import type { CardRange } from './brands';
import type { Field } from './field';

export interface TestCard {
  number: string;
  securityCodeLength: number;
  badCheckDigit: boolean;
}

/** The gateway waits 30 s for the merchant's server before it answers a payment. */
const ANSWER_TIME_MAX_MS = 60_000;

/** Addresses beside the frame's own document: …/V4.0/stable/field.html, …/V4.0/form/pay. */
const address = (action: string): string => new URL(`../form/${action}`, location.href).href;

async function post(action: string, body: object): Promise<TellerAnswer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_TIME_MAX_MS);
  try {
    const response = await fetch(address(action), {
      method: 'POST',
      body: JSON.stringify(body),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: stop.signal,
    });
    if (!response.ok) return { kind: 'failed', httpStatus: response.status };
    const { status, answer, mode } = await response.json();
    return { kind: 'answer', status, answer, mode };
  } catch {
    return { kind: 'lost' };
  } finally {
    clearTimeout(timer);
  }
}

function cardOf(fields: Field[]): Record<string, unknown> {
  const text = (name: string) => fields.find((field) => field.name === name)?.value() ?? '';
  const expiry = parseExpiry(text('expiry'));
  const code = text('securityCode');
  return {
    pan: text('pan').replace(/\D/g, ''),
    ...(expiry && { expiryMonth: expiry.month, expiryYear: expiry.year }),
    ...(code && { securityCode: code }),
  };
}

export class Teller {
  async ask(request: TellerRequest, fields: Field[]): Promise<TellerAnswer> {
    const { action, publicKey, formToken, brand, cardHolderName } = request;
    if (action === 'cards') return post('cards', { publicKey });
    if (action !== 'pay') return post(action, { publicKey, formToken });
    return post('pay', {
      publicKey,
      formToken,
      ...cardOf(fields),
      ...(brand && { brand }),
      ...(cardHolderName && { cardHolderName }),
    });
  }

  async range(bin: string, { publicKey, formToken }: Credentials): Promise<CardRange | null> {
    const told = await post('brands', { publicKey, formToken, bin });
    return told.kind === 'answer' && told.status === 'SUCCESS' ? told.answer : null;
  }
}
