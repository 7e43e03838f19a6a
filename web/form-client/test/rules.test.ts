import { describe, expect, it } from 'vitest';
import { UNKNOWN, detect } from '../src/shared/card';
import { codeStatus, expiryStatus, numberStatus } from '../src/shared/rules';

const number = (digits: string, exempt: string[] = []) =>
  numberStatus(digits, { kind: detect(digits), exempt });

describe('card number: 10 to 19 digits with a check digit', () => {
  it.each([
    ['', 'empty'], ['4970', 'incomplete'], ['497010000000005', 'incomplete'],
    ['5100010000000114', 'valid'], ['5100010000000115', 'invalid'],
    ['375900000000008', 'valid'], ['375900000000009', 'invalid'],
    ['36000000000008', 'valid'],
  ])('%j is %s', (digits, status) => {
    expect(number(digits)).toBe(status);
  });

  it('waits for more digits where the brand has longer numbers', () => {
    // A Visa may have 19 digits: with 16 and a wrong check digit it may still grow.
    expect(number('4970100000000056')).toBe('incomplete');
    expect(number('4970100000000055')).toBe('valid');
  });

  it('takes any length of an unknown brand from ten digits on', () => {
    const kind = UNKNOWN;
    expect(numberStatus('000000000', { kind, exempt: [] })).toBe('incomplete');
    expect(numberStatus('0000000000', { kind, exempt: [] })).toBe('valid');
    expect(numberStatus('79927398713', { kind, exempt: [] })).toBe('valid');
    expect(numberStatus('79927398710', { kind, exempt: [] })).toBe('incomplete');
  });

  it('lets listed numbers through whose check digit is wrong', () => {
    expect(number('5100010000000115', ['5100010000000115'])).toBe('valid');
  });
});

describe('expiry: good through the last day of its month', () => {
  const now = new Date(2026, 10, 25);
  it.each([
    ['', 'empty'], ['1', 'incomplete'], ['12 / ', 'incomplete'], ['12 / 3', 'incomplete'],
    ['11 / 26', 'valid'], ['10 / 26', 'invalid'], ['12 / 25', 'invalid'], ['13 / ', 'invalid'],
    ['00 / 30', 'invalid'], ['11 / 46', 'valid'], ['01 / 47', 'invalid'],
  ])('%j is %s', (text, status) => {
    expect(expiryStatus(text, now)).toBe(status);
  });
});

describe('security code: as long as the brand has it', () => {
  it.each([
    ['', 3, 'empty'], ['12', 3, 'incomplete'], ['123', 3, 'valid'], ['1234', 3, 'invalid'],
    ['123', 4, 'incomplete'], ['1234', 4, 'valid'], ['', 0, 'valid'], ['123', 0, 'valid'],
  ] as const)('%j of %i digits is %s', (digits, length, status) => {
    expect(codeStatus(digits, length, true)).toBe(status);
  });
  it('may be left out where it is not required', () => {
    expect(codeStatus('', 3, false)).toBe('valid');
  });
});
