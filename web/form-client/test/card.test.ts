import { describe, expect, it } from 'vitest';
import { UNKNOWN, detect, formatExpiry, formatNumber, onlyDigits, parseExpiry,
  passesLuhn } from '../src/shared/card';

describe('brand detection (spec/payment-methods.md 4.1)', () => {
  it.each([
    ['4', 'VISA'], ['4970', 'VISA'], ['491748', 'VISA_ELECTRON'], ['51', 'MASTERCARD'],
    ['55', 'MASTERCARD'], ['2221', 'MASTERCARD'], ['2720', 'MASTERCARD'], ['34', 'AMEX'],
    ['37', 'AMEX'], ['300', 'DINERS'], ['305', 'DINERS'], ['36', 'DINERS'], ['3528', 'JCB'],
    ['3589', 'JCB'], ['6011', 'DISCOVER'], ['644', 'DISCOVER'], ['65', 'DISCOVER'],
    ['62', 'UNION_PAY'], ['6703', 'BANCONTACT'], ['6759', 'MAESTRO'], ['5018', 'MAESTRO'],
    ['509000', 'ELO'], ['650031', 'ELO'], ['655021', 'ELO'], ['606282', 'HIPERCARD'],
    ['606005', 'BANCONTACT'], ['589562', 'NARANJA'],
  ])('%s is %s', (digits, brand) => {
    expect(detect(digits).brand).toBe(brand);
  });

  it('lets the longest prefix win', () => {
    expect(detect('6550').brand).toBe('DISCOVER');
    expect(detect('655001').brand).toBe('ELO');
    expect(detect('655020').brand).toBe('DISCOVER');
  });

  it.each(['', '1', '9', '2220', '2721', '306', '3527', '3590', '64'])(
    '%j is unknown', (digits) => expect(detect(digits)).toBe(UNKNOWN));
});

describe('check digit', () => {
  it('is that of ISO/IEC 7812-1', () => {
    expect(passesLuhn('79927398713')).toBe(true);
    for (const last of '012456789') expect(passesLuhn(`7992739871${last}`)).toBe(false);
  });
});

describe('formatting', () => {
  it('spaces numbers as the brand does', () => {
    expect(formatNumber('5100010000000114', [4, 8, 12, 16])).toBe('5100 0100 0000 0114');
    expect(formatNumber('375900000000008', detect('37').gaps)).toBe('3759 000000 00008');
    expect(formatNumber('36000000000008', detect('36').gaps)).toBe('3600 000000 0008');
    expect(formatNumber('4970', [4, 8, 12])).toBe('4970');
  });

  it('keeps digits only, nineteen at most', () => {
    expect(onlyDigits(' 4970-1000 x')).toBe('49701000');
    expect(onlyDigits('1'.repeat(30))).toHaveLength(19);
  });

  it.each([
    ['1', '1'], ['5', '05 / '], ['12', '12 / '], ['123', '12 / 3'], ['1231', '12 / 31'],
    ['1/', '01 / '], ['12/2031', '12 / 31'], ['122031', '12 / 31'], ['1/31', '01 / 31'],
    ['12 / 31', '12 / 31'], ['12 / 319', '12 / 31'], ['ab', ''],
  ])('writes the expiry %j as %j', (typed, written) => {
    expect(formatExpiry(typed, false)).toBe(written);
  });

  it('lets the slash be deleted', () => {
    expect(formatExpiry('12 /', true)).toBe('12');
    expect(formatExpiry('12 / 3', true)).toBe('12 / 3');
  });

  it('reads what it writes', () => {
    expect(parseExpiry('12 / 31')).toEqual({ month: 12, year: 2031 });
    expect(parseExpiry('01/2040')).toEqual({ month: 1, year: 2040 });
    expect(parseExpiry('12 / 3')).toBeNull();
    expect(parseExpiry('')).toBeNull();
  });
});
