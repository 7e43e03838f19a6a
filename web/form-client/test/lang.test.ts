import { describe, expect, it } from 'vitest';
import { formatAmount, languageOf, textsOf } from '../src/lang';

describe('languages', () => {
  it('are found by tags of any region', () => {
    expect(languageOf('fr-FR')).toBe('fr');
    expect(languageOf('en-EN')).toBe('en');
    expect(languageOf('pt_BR')).toBe('pt');
    expect(languageOf('ES')).toBe('es');
  });

  it('are English when unknown', () => {
    expect(languageOf('tlh')).toBe('en');
    expect(languageOf('')).toBe('en');
    expect(languageOf('constructor')).toBe('en');
  });

  it.each(['de', 'es', 'fr', 'pt'])('%s says everything, in words of its own', (language) => {
    const own = textsOf(language);
    const english = textsOf('en');
    expect(Object.keys(own)).toEqual(Object.keys(english));
    expect(Object.keys(own.errors)).toEqual(Object.keys(english.errors));
    expect(own.pay).toContain('%s');
    expect(own.errors.required).toContain('%s');
    for (const [key, words] of Object.entries(own.errors)) {
      expect(words).not.toBe(english.errors[key as keyof typeof english.errors]);
      expect(words).not.toBe('');
    }
  });
});

describe('amounts', () => {
  it('are written as the buyer writes them', () => {
    expect(formatAmount(990, 'EUR', 2, 'en')).toBe('€9.90');
    expect(formatAmount(990, 'EUR', 2, 'fr').replace(/\s/g, ' ')).toBe('9,90 €');
    expect(formatAmount(990, 'JPY', 0, 'en')).toBe('¥990');
    expect(formatAmount(12345, 'KWD', 3, 'en').replace(/\s/g, ' ')).toBe('KWD 12.345');
  });
  it('are written anyhow', () => {
    expect(formatAmount(990, '???', 2, 'en')).toBe('9.90 ???');
  });
});
