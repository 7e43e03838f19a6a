// What the merchant's page and a field frame say to each other. Nothing here can carry digits of a
// card towards the page, apart from the first eight (docs/internals/form-client.md).

/** Raised when either side would misunderstand the other; the frame's address carries it. */
export const PROTOCOL = 1;

export type FieldName = 'pan' | 'expiry' | 'securityCode';
export type FieldStatus = 'empty' | 'incomplete' | 'invalid' | 'valid';

/** How the text in a frame looks: computed styles of the field's element in the page. */
export type Look = Record<string, string>;

export interface FieldTexts {
  language: string;
  label: string;
  placeholder: string;
  /** What is wrong with the value, in the buyer's language, or empty. */
  error: string;
}

/** What is known of the card being typed; made by the frame of the number, no secret. */
export interface CardFacts {
  bin: string;
  brand: string;
  /** Networks the buyer may choose from, the shop's preferred one first. */
  brands: string[];
  /** Digits of the security code; 0: the brand has none. */
  securityCodeLength: number;
  /** False when the shop takes no brand of this card. */
  accepted: boolean;
}

export interface Credentials {
  publicKey: string;
  formToken: string;
}

export type TellerAction = 'open' | 'pay' | 'outcome' | 'cards';

export interface TellerRequest extends Credentials {
  action: TellerAction;
  /** `pay` only. */
  brand?: string;
  cardHolderName?: string;
}

/** The gateway's envelope, or why there is none. */
export type TellerAnswer =
  | { kind: 'answer'; status: 'SUCCESS' | 'ERROR'; answer: any; mode: string }
  | { kind: 'failed'; httpStatus: number }
  | { kind: 'lost' };

/** The first message, sent to the frame's window with the port of the conversation. */
export interface Hello {
  guichet: typeof PROTOCOL;
  texts: FieldTexts;
  look: Look;
  enabled: boolean;
}

export type ToFrame =
  | { type: 'texts'; texts: FieldTexts }
  | { type: 'look'; look: Look }
  | { type: 'enable'; enabled: boolean }
  | { type: 'focus' }
  | { type: 'clear' }
  | { type: 'mask'; masked: boolean }
  | { type: 'rules'; securityCodeLength: number; required: boolean }
  | { type: 'credentials'; credentials: Credentials }
  | { type: 'brand'; brand: string }
  | { type: 'fill'; card: number }
  | { type: 'ask'; id: number; request: TellerRequest };

export type FromFrame =
  | { type: 'ready' }
  | { type: 'focus' }
  | { type: 'blur' }
  | { type: 'value'; status: FieldStatus; typed: boolean }
  | { type: 'card'; facts: CardFacts }
  | { type: 'enter' }
  | { type: 'escape' }
  | { type: 'told'; id: number; answer: TellerAnswer };
