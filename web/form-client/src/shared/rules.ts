// When a value is complete, and when it is right (spec/embedded-form.md 6). The gateway judges
// again: these rules spare the buyer a round trip, and the form an attempt.

import { CardKind, passesLuhn, parseExpiry } from './card';
import { FieldStatus } from './protocol';

/** The form takes numbers of 10 to 19 digits; the web services start at 8. */
export const NUMBER_MIN = 10;
export const NUMBER_MAX = 19;
const YEARS_AHEAD_MAX = 20;

export interface NumberRules {
  kind: CardKind;
  /** Numbers that are right although their check digit is not: some test numbers. */
  exempt: readonly string[];
}

export function numberStatus(digits: string, { kind, exempt }: NumberRules): FieldStatus {
  if (digits === '') return 'empty';
  const longest = Math.max(...kind.lengths);
  if (kind.lengths.includes(digits.length) && digits.length >= NUMBER_MIN) {
    if (passesLuhn(digits) || exempt.includes(digits)) return 'valid';
    return digits.length < longest ? 'incomplete' : 'invalid';
  }
  return digits.length < longest ? 'incomplete' : 'invalid';
}

/** `now` is the buyer's clock; a card is good through the last day of its month. */
export function expiryStatus(text: string, now: Date): FieldStatus {
  const digits = text.replace(/\D/g, '');
  if (digits === '') return 'empty';
  if (digits.length >= 2 && (Number(digits.slice(0, 2)) < 1 || Number(digits.slice(0, 2)) > 12)) {
    return 'invalid';
  }
  const parsed = parseExpiry(text);
  if (!parsed || digits.length < 4) return 'incomplete';
  const months = (parsed.year - now.getFullYear()) * 12 + parsed.month - (now.getMonth() + 1);
  return months < 0 || parsed.year - now.getFullYear() > YEARS_AHEAD_MAX ? 'invalid' : 'valid';
}

/** `length` 0: the brand has no code, and an empty field is right. */
export function codeStatus(digits: string, length: number, required: boolean): FieldStatus {
  if (digits === '') return length === 0 || !required ? 'valid' : 'empty';
  if (length === 0) return digits.length >= 3 ? 'valid' : 'incomplete';
  if (digits.length < length) return 'incomplete';
  return digits.length === length ? 'valid' : 'invalid';
}
