// Asks the gateway through the frame of the number: the page itself sends nothing.

import type { TellerAnswer, TellerRequest, ToFrame } from '../shared/protocol';

export class TellerLine {
  private readonly waiting = new Map<number, (answer: TellerAnswer) => void>();
  private next = 1;

  constructor(private readonly say: (message: ToFrame) => void) {}

  ask(request: TellerRequest): Promise<TellerAnswer> {
    const id = this.next++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.say({ type: 'ask', id, request });
    });
  }

  told(id: number, answer: TellerAnswer): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }

  /** The frame went away: nobody will answer what was asked. */
  cut(): void {
    for (const resolve of this.waiting.values()) resolve({ kind: 'lost' });
    this.waiting.clear();
  }
}
