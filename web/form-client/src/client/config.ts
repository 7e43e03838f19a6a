// Configuration keys (spec/embedded-form.md 4). Each may come from the script tag, from the form's
// element or at run time, as `kr-some-key` or as `someKey`; booleans also as texts.

export type Values = Record<string, unknown>;

/** Keys that have a second name. */
const ALIASES: Record<string, string> = {
  labelRegister: 'labelDoRegister',
  labelInstallmentsNumber: 'labelInstallmentNumber',
};

/** "kr-post-url-success" and "postUrlSuccess" are the same key. */
export function canonical(key: string): string {
  const short = key.startsWith('kr-') ? key.slice(3) : key;
  const camel = short.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return ALIASES[camel] ?? camel;
}

/** Reads the `kr-` attributes of an element. An empty value means true. */
export function attributesOf(element: Element): Values {
  const values: Values = {};
  for (const { name, value } of Array.from(element.attributes)) {
    if (name.startsWith('kr-')) values[canonical(name)] = value === '' ? true : value;
  }
  return values;
}

const isPlain = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys of `more` over those of `into`; objects are merged member by member. */
export function merge(into: Values, more: Values): Values {
  for (const [key, value] of Object.entries(more)) {
    if (value === undefined || key === '__proto__') continue;
    const name = canonical(key);
    const before = into[name];
    into[name] = isPlain(value) ? merge(isPlain(before) ? before : {}, value) : value;
  }
  return into;
}

/** A yes or no given as boolean or text; `fallback` for anything else. */
export function flag(value: unknown, fallback = false): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return fallback;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Layers of configuration: what is said later wins, an element wins over the script tag. */
export class Config {
  /** `window.KR_CONFIGURATION` and the script tag. */
  readonly initial: Values = {};
  readonly runtime: Values = {};

  /** `element` are the attributes of one form. */
  get(key: string, element: Values = {}): unknown {
    for (const layer of [this.runtime, element, this.initial]) {
      if (layer[key] !== undefined && layer[key] !== null) return layer[key];
    }
    return undefined;
  }
}

/** `<shop>:testpublickey_…`, `<shop>:publickey_…` or, with some, `<shop>:prodpublickey_…`. */
export function isPublicKey(key: string): boolean {
  return /^\d{2,8}:(|test|prod)publickey_.+$/.test(key);
}

export function isTestKey(key: string): boolean {
  return key.includes(':testpublickey_');
}
