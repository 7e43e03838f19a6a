import { describe, expect, it, vi } from 'vitest';
import { Texts, fetchLanguage, formatAmount, languageOf, textsOf } from '../src/lang';

const files = import.meta.glob<Texts>('../src/lang/more/*.json',
  { eager: true, import: 'default' });
const fetched = Object.keys(files).map((name) => name.slice(-7, -5));
const fileOf = (language: string) => files[`../src/lang/more/${language}.json`]!;

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

  it('come from the gateway when they are not part of the client', async () => {
    const get = vi.fn(async (_url: string) => ({ json: async () => fileOf('it') }));
    vi.stubGlobal('fetch', get);
    expect(languageOf('it-IT')).toBe('it');
    expect(textsOf('it')).toBe(textsOf('en'));
    await Promise.all(['it', 'it'].map((code) => fetchLanguage(code, 'https://g/V4.0/')));
    expect(textsOf('it').paid).toBe('PAGATO');
    expect(get.mock.calls.map(([url]) => url)).toEqual(['https://g/V4.0/stable/lang/it.json']);
    await fetchLanguage('fr', 'https://g/V4.0/');
    expect(get).toHaveBeenCalledOnce();
  });

  it('are asked for again when the gateway did not answer', async () => {
    const get = vi.fn(async () => { throw new TypeError('offline'); });
    vi.stubGlobal('fetch', get);
    await fetchLanguage('nl', 'https://g/V4.0/');
    await fetchLanguage('nl', 'https://g/V4.0/');
    expect(get).toHaveBeenCalledTimes(2);
    expect(textsOf('nl')).toBe(textsOf('en'));
  });

  it('of every file are known by their code', () => {
    for (const language of fetched) expect(languageOf(language)).toBe(language);
    expect(fetched).toHaveLength(11);
  });

  it.each(['fr', ...fetched])('%s says everything', (language) => {
    const own = fetched.includes(language) ? fileOf(language) : textsOf(language);
    const english = textsOf('en');
    expect(Object.keys(own)).toEqual(Object.keys(english));
    expect(Object.keys(own.errors)).toEqual(Object.keys(english.errors));
    expect(own.pay).toContain('%s');
    expect(own.errors.required).toContain('%s');
    for (const [key, words] of Object.entries<string>(own.errors)) {
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
