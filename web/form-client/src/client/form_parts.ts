// The elements of a form: those the page brought, and those it left to us
// (spec/embedded-form.md 3.1).

import type { FieldName } from '../shared/protocol';
import { make } from './dom';
import { CLASS_OF } from './field';

export interface Parts {
  fields: Record<FieldName, HTMLElement>;
  holder: HTMLElement | null;
  button: HTMLButtonElement | null;
  error: HTMLElement;
  /** Made here: to be taken away again. */
  made: Element[];
}

function asButton(found: HTMLElement): HTMLButtonElement {
  if (found instanceof HTMLButtonElement) return found;
  // Frameworks and old pages put the class on another element: a real button goes into it.
  return found.querySelector('button') ??
    found.appendChild(make('button', { class: 'kr-button-inner' }));
}

/** Finds the parts in `form` and makes what is missing, in the platform's order. */
export function findParts(form: HTMLElement, wantsButton: boolean): Parts {
  const made: Element[] = [];
  const anyFields = form.querySelector('.kr-pan, .kr-expiry, .kr-security-code');
  const find = (name: string) => form.querySelector<HTMLElement>(`.${name}`);
  const anchor = find('kr-payment-button') ?? find('kr-form-error');
  const add = <E extends HTMLElement>(element: E): E => {
    if (anchor && anchor.parentElement) anchor.before(element);
    else form.append(element);
    made.push(element);
    return element;
  };
  const fields = {} as Record<FieldName, HTMLElement>;
  for (const name of Object.keys(CLASS_OF) as FieldName[]) {
    fields[name] = find(CLASS_OF[name]) ?? add(make('div', { class: CLASS_OF[name] }));
  }
  let button = find('kr-payment-button');
  if (!button && wantsButton && !anyFields) {
    button = make('button', { class: 'kr-payment-button' });
    made.push(button);
    const error = find('kr-form-error');
    if (error) error.before(button);
    else form.append(button);
  }
  let error = find('kr-form-error');
  if (!error) {
    error = make('div', { class: 'kr-form-error' });
    made.push(error);
    if (button) button.after(error);
    else form.append(error);
  }
  return { fields, holder: find('kr-card-holder-name'), button: button && asButton(button), error,
    made };
}
