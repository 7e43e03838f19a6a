// Errors as the page receives them (spec/embedded-form.md 6, spec/error-codes.md 4).

import type { Texts } from '../lang';

export interface KRError {
  errorCode: string;
  errorMessage: string;
  detailedErrorCode: string | null;
  detailedErrorMessage: string | null;
  field?: string;
  children: KRError[];
  /** Never absent: plug-ins ask it for `answer`, which only a refused transaction has. */
  metadata: Record<string, unknown>;
  _type: 'krypton/error';
  /** Shows it as if the buyer had submitted. */
  doOnError?: () => void;
}

type Key = keyof Texts['errors'];

/** The words of each code a buyer can run into. */
const words: Record<string, Key> = {
  CLIENT_001: 'refused', CLIENT_100: 'token', CLIENT_101: 'cancelled', CLIENT_103: 'expired',
  CLIENT_104: 'server', CLIENT_105: 'technical', CLIENT_301: 'pan',
  CLIENT_302: 'date', CLIENT_303: 'code', CLIENT_304: 'required', CLIENT_305: 'noToken',
  CLIENT_308: 'holder', CLIENT_309: 'brand', CLIENT_321: 'panMissing', CLIENT_322: 'dateMissing',
  CLIENT_323: 'codeMissing', CLIENT_325: 'holderMissing', CLIENT_502: 'done',
  CLIENT_508: 'unavailable', CLIENT_512: 'token', CLIENT_800: 'tooMany', CLIENT_998: 'demo',
  CLIENT_004: 'key', CLIENT_501: 'key', CLIENT_505: 'key', CLIENT_997: 'key',
  PSP_099: 'tooMany', PSP_108: 'expired', PSP_136: 'expired', PSP_649: 'expired',
  PSP_109: 'unavailable', PSP_113: 'busy', PSP_539: 'authentication', PSP_610: 'brand',
  PSP_530: 'pan', PSP_531: 'pan', PSP_532: 'number', PSP_509: 'codeMissing', INT_040: 'pan',
  INT_041: 'date', INT_042: 'date', INT_045: 'date', INT_043: 'code', INT_870: 'holder',
  INT_885: 'token', INT_887: 'brand', INT_903: 'token', INT_904: 'key', INT_911: 'token',
};

/** The buyer's words for a code; refusals of banks and of authentication by their family. */
export function wordsOf(code: string, texts: Texts): string {
  const key = words[code] ??
    (code.startsWith('ACQ_') || code === 'PSP_003' || code === 'PSP_677' ? 'refused'
      : code.startsWith('AUTH_') ? 'authentication' : 'technical');
  return texts.errors[key];
}

export function makeError(code: string, texts: Texts, more: Partial<KRError> = {}): KRError {
  return {
    errorCode: code,
    errorMessage: wordsOf(code, texts),
    detailedErrorCode: null,
    detailedErrorMessage: null,
    children: [],
    metadata: {},
    _type: 'krypton/error',
    ...more,
  };
}

/** CLIENT_300 around the errors of single fields: its message says each of them. */
export function formError(children: KRError[], texts: Texts): KRError {
  const message = children.map((child) => child.errorMessage).join(' ');
  return makeError('CLIENT_300', texts, { errorMessage: message, children });
}

/** A mistake of the page's code: English, for the developer's console. */
export function developerError(code: string, message: string): KRError {
  const none = { errors: {} } as Texts;
  return makeError(code, none, { errorMessage: message });
}

/** Codes after which the form cannot pay any more. */
export function endsForm(code: string): boolean {
  return ['CLIENT_100', 'CLIENT_502', 'CLIENT_508', 'CLIENT_997', 'PSP_108', 'PSP_109', 'PSP_136',
    'PSP_649', 'INT_885', 'INT_903', 'INT_904', 'INT_911'].includes(code);
}

/** The field that a code of the gateway speaks of. */
export function fieldOf(code: string): string | undefined {
  if (['PSP_530', 'PSP_531', 'PSP_532', 'PSP_610', 'INT_040', 'INT_887'].includes(code)) {
    return 'kr-pan';
  }
  if (['INT_041', 'INT_042', 'INT_045'].includes(code)) return 'kr-expiry';
  return ['INT_043', 'PSP_509'].includes(code) ? 'kr-security-code'
    : code === 'INT_870' ? 'kr-card-holder-name' : undefined;
}
