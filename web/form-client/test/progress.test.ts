import { describe, expect, it } from 'vitest';
import { linesOf } from '../src/client/progress';
import { textsOf } from '../src/lang';

const euro = { currency: 'EUR', fractionDigits: 2 };
const plain = (lines: string[]) => lines.map((line) => line.replace(/\s/g, ' '));

describe('the terms of an order', () => {
  it('are silent for a plain payment', () => {
    expect(linesOf(euro, textsOf('en'), 'en')).toEqual([]);
    expect(linesOf({ ...euro, parts: [], installments: [] }, textsOf('en'), 'en')).toEqual([]);
  });

  it('say what was paid by which card, and what remains', () => {
    const terms = { ...euro, remainingAmount: 2500,
      parts: [{ brand: 'CONECS', pan: '502500XXXXXX0008', amount: 2500 }] };
    expect(linesOf(terms, textsOf('en'), 'en')).toEqual([
      '€25.00 paid with CONECS 0008', 'Still to pay: €25.00']);
    expect(plain(linesOf(terms, textsOf('fr'), 'fr'))).toEqual([
      '25,00 € payés avec CONECS 0008', 'Reste à payer : 25,00 €']);
  });

  it('name the day that the gateway means', () => {
    const terms = { ...euro, installments: [
      { sequenceNumber: 1, date: '2026-11-25T23:30:00+00:00', amount: 4000 },
      { sequenceNumber: 2, date: '2026-12-25T23:30:00+00:00', amount: 3000 }] };
    expect(linesOf(terms, textsOf('en'), 'en')).toEqual([
      'Nov 25, 2026: €40.00', 'Dec 25, 2026: €30.00']);
  });
});
