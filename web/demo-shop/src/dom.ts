// What came over the wire is put into the page as text, never as HTML.

export function one<E extends Element = HTMLElement>(
  selector: string, root: ParentNode = document): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

export function all<E extends Element = HTMLElement>(
  selector: string, root: ParentNode = document): E[] {
  return [...root.querySelectorAll<E>(selector)];
}

export function make(
  name: string, attributes: Record<string, string> = {},
  ...children: (Node | string | null)[]): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A drawing of one line, in a box of 24 by 24. */
export function drawing(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

/** Cents as people read them. */
export const money = (minor: number): string => euros.format(minor / 100);
