// The page's end of a conversation with one field frame.

import { FieldTexts, FromFrame, Hello, Look, PROTOCOL, ToFrame } from '../shared/protocol';
import { make } from './dom';

export interface LinkOptions {
  /** Where the gateway serves the client: scheme, host, and the path before "stable/". */
  base: string;
  field: string;
  formId: string;
  hello: () => { texts: FieldTexts; look: Look; enabled: boolean };
  hear: (message: FromFrame) => void;
}

declare const FIELD_VERSION: string;

/**
 * An iframe and the port to it. The port is handed over with a message that only a document of the
 * gateway's origin can receive, each time the frame loads: also after the page moved it.
 */
export class Link {
  readonly frame: HTMLIFrameElement;
  private port: MessagePort | null = null;
  private readonly origin: string;

  constructor(private readonly options: LinkOptions) {
    this.origin = new URL(options.base).origin;
    this.frame = make('iframe', {
      class: 'kr-iframe',
      title: options.hello().texts.label,
      scrolling: 'no',
      referrerpolicy: 'no-referrer',
      src: `${options.base}stable/field.html?v=${FIELD_VERSION}#${options.field}:` +
        encodeURIComponent(options.formId),
    });
    this.frame.addEventListener('load', () => this.connect());
  }

  private connect(): void {
    const target = this.frame.contentWindow;
    if (!target) return;
    this.port?.close();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = (event: MessageEvent<FromFrame>) => this.options.hear(event.data);
    const hello: Hello = { guichet: PROTOCOL, ...this.options.hello() };
    target.postMessage(hello, this.origin, [port2]);
  }

  say(message: ToFrame): void {
    this.port?.postMessage(message);
  }

  setTitle(title: string): void {
    this.frame.title = title;
  }

  close(): void {
    this.port?.close();
    this.port = null;
    this.frame.remove();
  }
}
