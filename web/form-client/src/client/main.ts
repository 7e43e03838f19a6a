import { App } from './app';
import { attributesOf, flag, merge } from './config';
import { make } from './dom';
import formStyle from './form.css';
import { makeKR, whenParsed } from './kr';

const NAME = 'kr-payment-form';

function ownScript(): HTMLScriptElement | null {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement && current.src.includes(NAME)) return current;
  return document.querySelector<HTMLScriptElement>(`script[src*="${NAME}"]`);
}

/** Where the client came from, up to "V4.0/": frames and calls go to the same place. */
function baseOf(script: HTMLScriptElement | null): string {
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
  const address = script?.src || loaded.find((name) => name.includes(NAME)) || document.baseURI;
  return new URL('../', address).href;
}

/** Rules of structure, which every style of the page or of a theme may overrule. */
function addBaseStyle(base: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@layer guichet{${formStyle}}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    document.head.prepend(make('link', { rel: 'stylesheet', href: `${base}stable/${NAME}.css` }));
  }
}

function start(): unknown {
  const script = ownScript();
  const base = baseOf(script);
  const app = new App(base);
  const given = (window as any).KR_CONFIGURATION;
  merge(app.config.initial, { ...(typeof given === 'object' ? given : {}),
    ...(script ? attributesOf(script) : {}) });
  const KR = makeKR(app);
  addBaseStyle(base);
  void whenParsed().then(() => {
    app.mount();
    if (flag(app.setting('spaMode'))) return;
    if (!app.render([document])) app.warn('CLIENT_200', 'there is no form in the page');
  });
  return KR;
}

const page = window as any;
// Loaded a second time, it leaves the first one at work.
if (!page.KR?.$store) page.KR = start();
if (typeof page.define === 'function' && page.define.amd) page.define([], () => page.KR);
