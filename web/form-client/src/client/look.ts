// Field frames look as the page says: the computed style of the field's element is handed over.

import type { Look } from '../shared/protocol';

const MIRRORED = [
  'color', 'color-scheme', 'direction', 'font-family', 'font-size', 'font-style', 'font-variant',
  'font-weight', 'letter-spacing', 'text-align',
];

export function readLook(element: Element): Look {
  const style = getComputedStyle(element);
  const look: Look = {};
  for (const property of MIRRORED) look[property] = style.getPropertyValue(property);
  look['caret-color'] = style.caretColor === 'auto' ? style.color : style.caretColor;
  for (const [own, theirs] of [['--kr-placeholder-color', '--placeholder'],
    ['--kr-placeholder-opacity', '--placeholder-opacity']] as const) {
    const value = style.getPropertyValue(own).trim();
    if (value) look[theirs] = value;
  }
  return look;
}

/** Calls back when the page's styles may have changed; returns what ends the watch. */
export function watchStyles(callback: () => void): () => void {
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(callback);
  };
  const head = new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of Array.from(change.addedNodes)) {
        if (node instanceof HTMLLinkElement) node.addEventListener('load', soon, { once: true });
      }
    }
    soon();
  });
  head.observe(document.head, { childList: true });
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', soon);
  addEventListener('load', soon);
  addEventListener('resize', soon);
  const links = Array.from(document.querySelectorAll('link[rel~="stylesheet"]'));
  for (const link of links) link.addEventListener('load', soon);
  return () => {
    cancelAnimationFrame(asked);
    head.disconnect();
    scheme.removeEventListener('change', soon);
    removeEventListener('load', soon);
    removeEventListener('resize', soon);
    for (const link of links) link.removeEventListener('load', soon);
  };
}
