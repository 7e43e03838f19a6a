import de from './de.json';
import en from './en.json';
import es from './es.json';
import fr from './fr.json';
import pt from './pt.json';
import type { Texts } from './texts';

export type { Texts };

const languages: Record<string, Texts> = { de, en, es, fr, pt };

/** The language of a tag of any region ("fr-FR", "en_EN"), or of its first that is spoken here. */
export function languageOf(...tags: (string | undefined)[]): string {
  for (const tag of tags) {
    const code = (tag ?? '').toLowerCase().split(/[-_]/)[0]!;
    if (Object.prototype.hasOwnProperty.call(languages, code)) return code;
  }
  return 'en';
}

export function textsOf(language: string): Texts {
  return languages[language] ?? en;
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
