/** Always draws a form, never pays. */
export const DEMO_TOKEN = 'DEMO-TOKEN-TO-BE-REPLACED';

/** What a form token says in the open; the gateway never trusts it. */
export interface Displayed {
  amount: number;
  currency: string;
  mode: string;
  orderId: string | null;
  shopName: string;
}

function fromBase64url(coded: string): string {
  const bytes = atob(coded.replace(/-/g, '+').replace(/_/g, '/'));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** `01`, five digits with the length of the sealed part, the sealed part, the displayed part. */
export function readDisplayed(token: string): Displayed | null {
  if (!/^01\d{5}/.test(token)) return null;
  try {
    return JSON.parse(fromBase64url(token.slice(7 + Number(token.slice(2, 7)))));
  } catch {
    return null;
  }
}
