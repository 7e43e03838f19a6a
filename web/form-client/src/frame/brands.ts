import type { Credentials } from '../shared/protocol';
import type { Teller } from './teller';

/** What the gateway knows of the cards that begin with some digits, for this shop. */
export interface CardRange {
  known: boolean;
  /** Networks of the card that the shop takes, its preferred one first. */
  brands: string[];
  lengths: number[];
  securityCodeLength: number;
}

const FIRST = 6;
const MOST = 8;

/** Asks the gateway with six digits, and again with eight; remembers what it said. */
export class Brands {
  private readonly ranges = new Map<string, CardRange | null>();

  constructor(private readonly teller: Teller, private readonly onLearned: () => void) {}

  find(digits: string): CardRange | null {
    const exact = this.ranges.get(digits.slice(0, MOST));
    return (digits.length >= MOST && exact) || this.ranges.get(digits.slice(0, FIRST)) || null;
  }

  forget(): void {
    this.ranges.clear();
  }

  learn(digits: string, credentials: Credentials): void {
    if (!credentials.publicKey || !credentials.formToken) return;
    for (const length of [FIRST, MOST]) {
      const bin = digits.slice(0, length);
      // Typing or pasting past eight digits asks once: with eight.
      if (digits.length < length || this.ranges.has(bin)) continue;
      if (length === FIRST && digits.length >= MOST) continue;
      this.ranges.set(bin, null);
      void this.teller.range(bin, credentials).then((range) => {
        if (range) this.ranges.set(bin, range);
        else this.ranges.delete(bin);
        this.onLearned();
      });
    }
  }
}
