// Pages as merchants write them.
import { shop } from './gateway.mjs';

export const gatewayOrigin = 'http://gateway.localhost';
export const client = `${gatewayOrigin}/static/js/krypton-client/V4.0`;

const attributes = (all) => Object.entries(all).map(([name, value]) =>
  ` ${name}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`).join('');

export const fields = `
  <div class="kr-pan"></div>
  <div class="kr-expiry"></div>
  <div class="kr-security-code"></div>
  <button class="kr-payment-button"></button>
  <div class="kr-form-error"></div>`;

export const clientScript = (more = {}) =>
  `<script src="${client}/stable/kr-payment-form.min.js"${attributes({
    'kr-public-key': shop.publicKey, 'kr-language': 'en-EN', ...more })}></script>`;

export const themeFiles = (theme) => (theme === 'none' ? ''
  : `<link rel="stylesheet" href="${client}/ext/${theme}-reset.css">
     <script src="${client}/ext/${theme}.js"></script>`);

/// A plain page: the client in its head, a form in its body.
export function plainPage({ token, theme = 'neon', language = 'en-EN', script = {}, form = {},
  head = '', body = '', inner = fields } = {}) {
  return `<!doctype html>
<html lang="${language.slice(0, 2)}"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
${clientScript({ 'kr-language': language, ...script })}
${themeFiles(theme)}
${head}</head>
<body><main><h1>A shop</h1>
<div class="kr-embedded"${attributes({ 'kr-form-token': token, ...form })}>${inner}</div>
${body}</main></body></html>`;
}

/// Collects what the client says in `window.seen`; `onSubmit` gives `answer` back.
export const listeners = (answer = 'true') => `<script>
window.seen = { submit: [], errors: [], created: 0, ready: 0, valid: [], brands: [] };
KR.onSubmit((response) => { seen.submit.push(response); return ${answer}; });
KR.onError((error) => { seen.errors.push(JSON.parse(JSON.stringify(error))); });
KR.onFormReady(() => { seen.ready += 1; });
KR.onFormValid((info) => { seen.valid.push(info.cardInfo); });
KR.onBrandChanged((info) => { seen.brands.push(info.cardInfo); });
</script>`;
