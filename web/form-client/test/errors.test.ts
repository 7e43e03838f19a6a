import { describe, expect, it } from 'vitest';
import { endsForm, fieldOf, formError, makeError, wordsOf } from '../src/client/errors';
import { textsOf } from '../src/lang';

const texts = textsOf('en');

describe('errors (spec/embedded-form.md 6)', () => {
  it('always have metadata and children', () => {
    const error = makeError('CLIENT_301', texts);
    expect(error.metadata).toEqual({});
    expect(error.children).toEqual([]);
  });

  it('say what is wrong with every field', () => {
    const error = formError([makeError('CLIENT_302', texts, { field: 'kr-expiry' }),
      makeError('CLIENT_323', texts, { field: 'kr-security-code' })], texts);
    expect(error.errorCode).toBe('CLIENT_300');
    expect(error.children.map((child) => child.field)).toEqual(['kr-expiry', 'kr-security-code']);
    expect(error.errorMessage).toContain(texts.errors.date);
    expect(error.errorMessage).toContain(texts.errors.codeMissing);
  });

  it('speak of refusals without the bank’s reasons', () => {
    expect(wordsOf('ACQ_001', texts)).toBe(texts.errors.refused);
    expect(wordsOf('AUTH_123', texts)).toBe(texts.errors.authentication);
    expect(wordsOf('PSP_999', texts)).toBe(texts.errors.technical);
    expect(wordsOf('PSP_108', textsOf('fr'))).toBe(textsOf('fr').errors.expired);
  });

  it('know which of them end the form', () => {
    for (const code of ['PSP_108', 'INT_904', 'CLIENT_502']) expect(endsForm(code)).toBe(true);
    for (const code of ['ACQ_001', 'PSP_532', 'CLIENT_300', 'PSP_113']) {
      expect(endsForm(code)).toBe(false);
    }
  });

  it('know whose field the gateway speaks of', () => {
    expect(fieldOf('PSP_532')).toBe('kr-pan');
    expect(fieldOf('INT_045')).toBe('kr-expiry');
    expect(fieldOf('PSP_509')).toBe('kr-security-code');
    expect(fieldOf('ACQ_001')).toBeUndefined();
  });
});
