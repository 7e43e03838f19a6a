// The way back to the merchant (spec/ipn-and-signatures.md 7): a navigation of the page itself, so
// that the merchant's cookies come along.

import { make } from './dom';

export interface Signed {
  clientAnswer: any;
  rawClientAnswer: string;
  hash: string;
  hashAlgorithm: string;
  hashKey: string;
  answerType: string;
  serverDate: string | null;
}

/** The fields of a return, in the order the platform sends them. */
export function fieldsOf(signed: Signed): Record<string, string> {
  return {
    'kr-hash': signed.hash,
    'kr-hash-algorithm': signed.hashAlgorithm,
    'kr-hash-key': signed.hashKey,
    'kr-answer-type': signed.answerType,
    'kr-answer': signed.rawClientAnswer,
  };
}

/** http or https, relative to the page; null for anything else ("javascript:" above all). */
export function targetOf(url: string, page: string): string | null {
  try {
    const target = new URL(url, page);
    return /^https?:$/.test(target.protocol) ? target.href : null;
  } catch {
    return null;
  }
}

export function withQuery(target: string, fields: [string, string][]): string {
  const url = new URL(target);
  for (const [name, value] of fields) url.searchParams.append(name, value);
  return url.href;
}

/** Leaves the page. `more` are the merchant's own fields. */
export function leave(method: 'GET' | 'POST', target: string, signed: Signed,
  more: [string, string][]): void {
  const fields = [...Object.entries(fieldsOf(signed)), ...more];
  if (method === 'GET') return void location.assign(withQuery(target, fields));
  const form = make('form', { method: 'POST', action: target, hidden: true },
    ...fields.map(([name, value]) => make('input', { type: 'hidden', name, value })));
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  form.remove();
}
