// The frames of one form find each other in the page. They are of one origin, so they may touch
// each other directly, and the page, which is of another, has no part in what they exchange.

import type { Field } from './field';

interface Published extends Window {
  guichetField?: Field;
}

export function publish(field: Field): void {
  (window as Published).guichetField = field;
}

function formOf(hash: string): string {
  return hash.slice(hash.indexOf(':') + 1);
}

/** The fields of the form this frame is part of. Frames of other origins are passed over. */
export function peersOf(hash: string): Field[] {
  const found: Field[] = [];
  for (let i = 0; i < window.parent.length; ++i) {
    try {
      const other = window.parent[i] as Published;
      if (other.guichetField && formOf(other.location.hash) === formOf(hash)) {
        found.push(other.guichetField);
      }
    } catch {
      // Of another origin: none of ours.
    }
  }
  return found;
}
