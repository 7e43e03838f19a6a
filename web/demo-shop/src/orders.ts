// What the shop's server answers (src/sandbox/shop_orders.hpp).

export type State = 'NEW' | 'REFUSED' | 'FAILED' | 'PENDING' | 'PAID';
export type Kind = 'token' | 'notification' | 'return';
export type Pairs = [string, string][];

export interface Check {
  keyName: 'password' | 'sha256_hmac';
  keyEnd: string;
  bytes: number;
  computed: string;
  sent: string;
  holds: boolean;
}

export interface ShopEvent {
  at: string;
  kind: Kind;
  headers: Pairs;
  fields: Pairs;
  amount?: number;
  check?: Check;
  answer?: string;
  orderStatus: string | null;
  orderCycle: string | null;
  detailedStatus: string | null;
  error: string | null;
}

export interface Order {
  id: string;
  amount: number;
  state: State;
  formToken: string;
  events: ShopEvent[];
}

export interface Item {
  product: string;
  quantity: number;
}

async function ask(address: string, options?: RequestInit): Promise<Order> {
  const answer = await fetch(address, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${body.errorCode}: ${body.errorMessage}`);
  return body as Order;
}

const orders = '/sandbox/shop/orders';

export const placeOrder = (items: Item[], language: string): Promise<Order> =>
  ask(orders, { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ items, language }) });

export const readOrder = (id: string): Promise<Order> =>
  ask(`${orders}?id=${encodeURIComponent(id)}`);

/** Hands over the five fields that the form gave to the page. */
export const bringResult = (fields: Record<string, string>): Promise<Order> =>
  ask('/sandbox/shop/return', { method: 'POST', body: new URLSearchParams(fields) });
