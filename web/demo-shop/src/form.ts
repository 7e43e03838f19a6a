// What a shop's page does with a form token: the calls of the client, as its users make them.
import { make, one } from './dom';

export interface Brought {
  hash: string;
  hashAlgorithm: string;
  hashKey: string;
  rawClientAnswer: string;
}

interface FormClient {
  setFormConfig(config: Record<string, unknown>): Promise<unknown>;
  renderElements(selector: string): Promise<unknown>;
  removeForms(): Promise<unknown>;
  onSubmit(handler: (response: Brought) => boolean): Promise<unknown>;
  onError(handler: (error: { metadata?: { answer?: Brought } }) => void): Promise<unknown>;
}

const client = (): FormClient | undefined => (window as { KR?: FormClient }).KR;

/** The five fields that a return address would be posted. */
export const fieldsOf = (response: Brought): Record<string, string> => ({
  'kr-hash': response.hash,
  'kr-hash-algorithm': response.hashAlgorithm,
  'kr-hash-key': response.hashKey,
  'kr-answer-type': 'V4/Payment',
  'kr-answer': response.rawClientAnswer,
});

/** `accepted` for a payment, `refused` for an attempt that made a transaction. */
export function listen(
  accepted: (response: Brought) => void, refused: (response: Brought) => void): void {
  client()?.onSubmit((response) => {
    accepted(response);
    return false;
  });
  client()?.onError((error) => {
    if (error.metadata?.answer) refused(error.metadata.answer);
  });
}

export async function showForm(formToken: string, language: string): Promise<void> {
  const place = one('#form');
  const loaded = client();
  if (!loaded) {
    place.replaceChildren(make('p', { class: 'problem', role: 'alert' },
      'The form client could not be loaded.'));
    return;
  }
  const parts = ['kr-pan', 'kr-expiry', 'kr-security-code']
    .map((name) => make('div', { class: name }));
  place.replaceChildren(make('div', { class: 'kr-embedded' }, ...parts,
    make('button', { class: 'kr-payment-button', type: 'button' }),
    make('div', { class: 'kr-form-error' })));
  await loaded.setFormConfig({ formToken, language });
  await loaded.renderElements('#form');
}

export async function hideForm(): Promise<void> {
  await client()?.removeForms();
  one('#form').replaceChildren();
}
