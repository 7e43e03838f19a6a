// A theme's script: it says which theme the page loaded, before or after the client.

declare const THEME: string;

const page = window as any;
page.KR_THEME = THEME;
if (typeof page.define === 'function' && page.define.amd) page.define([], () => ({ theme: THEME }));
