import { describe, expect, it } from 'vitest';
import { Config, canonical, flag, isPublicKey, isTestKey, merge } from '../src/client/config';

describe('keys (spec/embedded-form.md 4)', () => {
  it('has one name for both spellings', () => {
    expect(canonical('kr-post-url-success')).toBe('postUrlSuccess');
    expect(canonical('postUrlSuccess')).toBe('postUrlSuccess');
    expect(canonical('kr-label-register')).toBe('labelDoRegister');
    expect(canonical('kr-label-do-register')).toBe('labelDoRegister');
  });

  it('reads booleans given as texts', () => {
    expect(flag('true')).toBe(true);
    expect(flag('false', true)).toBe(false);
    expect(flag(true)).toBe(true);
    expect(flag('', true)).toBe(true);
    expect(flag(undefined)).toBe(false);
  });

  it('merges objects member by member, and keeps away from prototypes', () => {
    const into = merge({}, { smartForm: { hidden: true, layout: 'compact' } });
    merge(into, { smartForm: { hidden: false } });
    expect(into).toEqual({ smartForm: { hidden: false, layout: 'compact' } });
    merge(into, JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(({} as any).polluted).toBeUndefined();
    expect((into as any).polluted).toBeUndefined();
  });

  it('lets run time win over the element, and the element over the script tag', () => {
    const config = new Config();
    config.initial.language = 'fr';
    expect(config.get('language')).toBe('fr');
    expect(config.get('language', { language: 'de' })).toBe('de');
    config.runtime.language = 'pt';
    expect(config.get('language', { language: 'de' })).toBe('pt');
    expect(config.get('other')).toBeUndefined();
  });
});

describe('public keys', () => {
  it.each(['69876357:testpublickey_x', '12:publickey_x', '12345678:prodpublickey_x'])(
    '%s is one', (key) => expect(isPublicKey(key)).toBe(true));
  it.each(['', 'INVALID', 'testpublickey_x', '1:publickey_x', '123456789:publickey_x',
    '69876357:privatekey_x', '69876357:testpublickey_'])(
    '%j is none', (key) => expect(isPublicKey(key)).toBe(false));
  it('says the mode', () => {
    expect(isTestKey('69876357:testpublickey_x')).toBe(true);
    expect(isTestKey('69876357:publickey_x')).toBe(false);
  });
});
