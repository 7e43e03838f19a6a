/** Every word a buyer may see, in one language. `%s` is an amount with its currency. */
export interface Texts {
  pan: string;
  expiry: string;
  securityCode: string;
  cardHolderName: string;
  panHint: string;
  expiryHint: string;
  securityCodeHint: string;
  pay: string;
  paid: string;
  paying: string;
  network: string;
  codeHelp: string;
  codeHelpAmex: string;
  help: string;
  errors: {
    refused: string;
    lastRefused: string;
    authentication: string;
    cancelled: string;
    expired: string;
    tooMany: string;
    server: string;
    offline: string;
    checking: string;
    busy: string;
    technical: string;
    pan: string;
    date: string;
    code: string;
    panMissing: string;
    dateMissing: string;
    codeMissing: string;
    holder: string;
    holderMissing: string;
    required: string;
    brand: string;
    number: string;
    token: string;
    noToken: string;
    key: string;
    done: string;
    demo: string;
    unavailable: string;
  };
}
