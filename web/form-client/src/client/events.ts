type Handler = (argument?: any) => unknown;

/** Handlers of the page, kept through every removal of forms. */
export class Events {
  private readonly handlers = new Map<string, Handler[]>();
  /** Told when a handler throws: a mistake of the page, and no reason to stop. */
  onFault: (event: string, fault: unknown) => void = () => {};

  on(event: string, handler: Handler): void {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
  }

  has(event: string): boolean {
    return this.handlers.has(event);
  }

  /** Event names with or without their "on": `onError`, `error`; all without a name. */
  remove(event?: string): void {
    if (!event) return this.handlers.clear();
    for (const name of Array.from(this.handlers.keys())) {
      const short = name.replace(/^(.*\.)?on/, '$1').toLowerCase();
      if (event.toLowerCase() === name.toLowerCase() || event.toLowerCase() === short) {
        this.handlers.delete(name);
      }
    }
  }

  private call(event: string, argument: unknown): unknown[] {
    return (this.handlers.get(event) ?? []).map((handler) => {
      try {
        return handler(argument);
      } catch (fault) {
        this.onFault(event, fault);
        return undefined;
      }
    });
  }

  emit(event: string, argument?: unknown): void {
    for (const result of this.call(event, argument)) {
      if (result instanceof Promise) result.catch((fault) => this.onFault(event, fault));
    }
  }

  /** False when a handler says no: `false`, a promise of it, or a rejected promise. */
  async permits(event: string, argument?: unknown): Promise<boolean> {
    const results = await Promise.all(
      this.call(event, argument).map((result) =>
        Promise.resolve(result).then((value) => value !== false, () => false)),
    );
    return results.every(Boolean);
  }
}
