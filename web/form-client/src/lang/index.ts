import en from './en.json';
import fr from './fr.json';
import type { Texts } from './texts';

export type { Texts };

const own: Record<string, Texts> = Object.assign(Object.create(null), { en, fr });
/** Languages that the gateway serves beside the client: lang/more. */
const FETCHED = ['de', 'es', 'it', 'ja', 'nl', 'pl', 'pt', 'ru', 'sv', 'tr', 'zh'];

/** The language of a tag of any region ("fr-FR", "en_EN"), or of its first that is spoken here. */
export function languageOf(...tags: (string | undefined)[]): string {
  for (const tag of tags) {
    const code = (tag ?? '').toLowerCase().split(/[-_]/)[0]!;
    if (code in own || FETCHED.includes(code)) return code;
  }
  return 'en';
}

/** English while a language is still on its way: see fetchLanguage. */
export function textsOf(language: string): Texts {
  return own[language] ?? en;
}

const asked = new Map<string, Promise<void>>();

/** Resolves when `textsOf` knows the language, or will not come to know it. */
export function fetchLanguage(language: string, base: string): Promise<void> {
  if (language in own || !FETCHED.includes(language)) return Promise.resolve();
  const before = asked.get(language);
  if (before) return before;
  const coming = fetch(`${base}stable/lang/${language}.json`, { credentials: 'omit' })
    .then((response) => response.json())
    .then((texts: Texts) => { own[language] = texts; })
    // The form speaks English, and asks again with the next form.
    .catch(() => { asked.delete(language); });
  asked.set(language, coming);
  return coming;
}

/** An amount in minor units, as people of that language write it. */
export function formatAmount(
  amount: number, currency: string, digits: number, language: string,
): string {
  const value = amount / 10 ** digits;
  try {
    return new Intl.NumberFormat(language, {
      style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
    }).format(value);
  } catch {
    return `${value.toFixed(digits)} ${currency}`;
  }
}
