import { describe, expect, it } from 'vitest';
import { fieldsOf, targetOf, withQuery } from '../src/client/return';
import { readDisplayed } from '../src/client/token';

const base64url = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

describe('the displayed part of a token', () => {
  it('is read past the sealed part', () => {
    const shown = { amount: 990, currency: 'EUR', mode: 'TEST', orderId: 'é', shopName: 'Café' };
    expect(readDisplayed(`0100004sEAL${base64url(JSON.stringify(shown))}`)).toEqual(shown);
  });
  it.each(['', 'nonsense', '01', '0100004', 'DEMO-TOKEN-TO-BE-REPLACED'])(
    'of %j is nothing', (token) => expect(readDisplayed(token)).toBeNull());
});

describe('the way back', () => {
  it('leads to web addresses only', () => {
    const page = 'https://shop.example/cart/pay';
    expect(targetOf('done', page)).toBe('https://shop.example/cart/done');
    expect(targetOf('/done?x=1', page)).toBe('https://shop.example/done?x=1');
    expect(targetOf('https://other.example/', page)).toBe('https://other.example/');
    expect(targetOf('javascript:alert(1)', page)).toBeNull();
    expect(targetOf('data:text/html,x', page)).toBeNull();
    expect(targetOf('http://', page)).toBeNull();
  });

  it('carries the signed text as it was signed', () => {
    const signed = { clientAnswer: {}, rawClientAnswer: '{"a":"é/+ &"}', hash: 'ab',
      hashAlgorithm: 'sha256_hmac', hashKey: 'sha256_hmac', answerType: 'V4/Payment',
      serverDate: null };
    const fields = fieldsOf(signed);
    expect(Object.keys(fields)).toEqual(['kr-hash', 'kr-hash-algorithm', 'kr-hash-key',
      'kr-answer-type', 'kr-answer']);
    expect(fields['kr-answer-type']).toBe('V4/Payment');
    const url = withQuery('https://shop.example/done?kept=1', Object.entries(fields));
    expect(new URL(url).searchParams.get('kr-answer')).toBe('{"a":"é/+ &"}');
    expect(new URL(url).searchParams.get('kept')).toBe('1');
  });
});
