// The document inside each field: one input, and, behind the number's, the teller.
//
// It listens to the window for one message only, the page's hello, and to the port that comes with
// it afterwards: other frames of the page cannot reach it. It never sends the page digits of a
// card, apart from the first eight.

import { FromFrame, Hello, PROTOCOL, ToFrame } from '../shared/protocol';
import { Field } from './field';
import { peersOf, publish } from './peers';
import { NumberField } from './number';
import { CodeField, ExpiryField } from './other_fields';

function makeField(name: string, say: (message: FromFrame) => void): Field | null {
  const input = document.querySelector('input')!;
  if (name === 'pan') return new NumberField(input, say, () => peersOf(location.hash));
  if (name === 'expiry') return new ExpiryField(input, say);
  if (name === 'securityCode') return new CodeField(input, say);
  return null;
}

function converse(port: MessagePort, hello: Hello): void {
  const name = location.hash.slice(1).split(':')[0]!;
  const field = makeField(name, (message) => port.postMessage(message));
  if (!field) return;
  publish(field);
  field.setTexts(hello.texts);
  field.setLook(hello.look);
  field.enable(hello.enabled);
  port.onmessage = (event: MessageEvent<ToFrame>) => field.hear(event.data);
  port.postMessage({ type: 'ready' } satisfies FromFrame);
}

// Opened by itself, the document is of no use to anybody.
if (window.parent !== window) {
  const onHello = (event: MessageEvent<Hello>): void => {
    const port = event.ports[0];
    if (event.source !== window.parent || !port || event.data?.guichet !== PROTOCOL) return;
    removeEventListener('message', onHello);
    converse(port, event.data);
  };
  addEventListener('message', onHello);
}
