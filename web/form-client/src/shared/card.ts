// What is known of cards without asking anybody (spec/payment-methods.md 4). The gateway's own
// table, asked with the first digits, corrects it: see frame/brands.ts.

export interface CardKind {
  brand: string;
  lengths: number[];
  /** Digits of the security code; 0: none. */
  code: number;
  /** Positions before which the number is spaced. */
  gaps: number[];
}

const FOURS = [4, 8, 12, 16];
const LONG = [16, 17, 18, 19];

interface Row extends CardKind {
  /** Ranges of the first digits, "34" or "300-305"; both ends have the same length. */
  ranges: string;
}

const row = (brand: string, ranges: string, lengths = LONG, code = 3, gaps = FOURS): Row => ({
  brand, ranges, lengths, code, gaps,
});

// The longest prefix that matches wins.
const rows: Row[] = [
  row('VISA', '4', [13, 16, 18, 19]),
  row('VISA_ELECTRON', '4026 417500 4405 4508 4844 4913 4917', [16]),
  row('MASTERCARD', '51-55 2221-2720', [16]),
  row('MAESTRO', '50 56-58 60-61 63 66-69', [12, 13, 14, 15, 16, 17, 18, 19]),
  row('AMEX', '34 37', [15], 4, [4, 10]),
  row('DINERS', '300-305 3095 36 38-39', [14, 16, 17, 18, 19], 3, [4, 10]),
  row('DISCOVER', '6011 644-649 65'),
  row('JCB', '3528-3589'),
  row('UNION_PAY', '62 81'),
  row('BANCONTACT', '6703 479658 606005', LONG, 0),
  row('ELO', '401178-401179 431274 438935 451416 457393 457631-457632 504175 506699-506778 ' +
    '509000-509999 627780 636297 636368 650031-650033 650035-650051 650405-650439 650485-650538 ' +
    '650541-650598 650700-650718 650720-650727 650901-650920 651652-651679 655000-655019 ' +
    '655021-655058', [16]),
  row('HIPERCARD', '606282 3841', [13, 16, 19]),
  row('CABAL', '589657 600691 603522 604200-604400', [16]),
  row('NARANJA', '589562', [16]),
  row('CARNET', '286900 502275 506199-506499 636318', [16]),
];

/** A card of which nothing is known yet. */
export const UNKNOWN: CardKind = {
  brand: '', lengths: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19], code: 3, gaps: FOURS,
};

function matches(digits: string, range: string): number {
  const [low, high = low] = range.split('-') as [string, string?];
  const start = digits.slice(0, low.length);
  return start.length === low.length && start >= low && start <= high! ? low.length : 0;
}

/** The kind of card that begins with these digits; UNKNOWN when none does. */
export function detect(digits: string): CardKind {
  let best: CardKind = UNKNOWN;
  let longest = 0;
  for (const kind of rows) {
    for (const range of kind.ranges.split(' ')) {
      const length = matches(digits, range);
      if (length > longest) {
        longest = length;
        best = kind;
      }
    }
  }
  return best;
}

/** Modulus 10 check digit, ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; ++i) {
    let digit = Number(digits[digits.length - 1 - i]);
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

export function onlyDigits(text: string, most = 19): string {
  return text.replace(/\D/g, '').slice(0, most);
}

/** "4970100000000055" as "4970 1000 0000 0055". */
export function formatNumber(digits: string, gaps: number[]): string {
  let out = '';
  for (let i = 0; i < digits.length; ++i) {
    if (gaps.includes(i)) out += ' ';
    out += digits[i];
  }
  return out;
}

/** Month and year from what was typed so far: "12/31", "1231", "1/2031", "12/2031". */
export function parseExpiry(text: string): { month: number; year: number } | null {
  const found = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(text);
  if (!found) return null;
  const month = Number(found[1]);
  const year = Number(found[2]);
  return { month, year: year < 100 ? 2000 + year : year };
}

/** Puts the slash in: "1" stays, "5" becomes "05 / ", "12" becomes "12 / ". */
export function formatExpiry(text: string, deleting: boolean): string {
  // A pasted or filled-in "12/2031" keeps the last two digits of the year.
  const whole = /^\s*(\d{1,2})\s*[/-]\s*20(\d{2})\s*$/.exec(text);
  if (whole) return `${whole[1]!.padStart(2, '0')} / ${whole[2]}`;
  const early = /^\s*(\d)\s*[/-]/.exec(text);
  let digits = (early ? '0' : '') + text.replace(/\D/g, '');
  if (/^\d\d20\d\d$/.test(digits)) digits = digits.slice(0, 2) + digits.slice(4);
  if (/^[2-9]/.test(digits)) digits = '0' + digits;
  digits = digits.slice(0, 4);
  if (digits.length < 2 || (digits.length === 2 && deleting)) return digits;
  return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}
