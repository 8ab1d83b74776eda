/** A provider for tests, with the defaults that a config would give it. */
import type { Provider } from '../config/snapshot.ts';

export function providerOf(fields: Partial<Provider> & { readonly id: string }): Provider {
  const baseurl = (fields.baseurl ?? 'https://api.example.com').replace(/\/+$/, '');
  const url = new URL(baseurl);
  return {
    name: '',
    description: '',
    disabled: false,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    models: ['m'],
    formats: new Set(['openai_chat']),
    compatibility: { openai_chat: true },
    authorization: 'bearer',
    authMode: 'override',
    apikey: '',
    keySource: null,
    preference: 0,
    addHeaders: [],
    upstream: 'openai',
    cost: { bases: ['openai'], source: 'inferred', rules: [] },
    modelInfo: new Map(),
    websockets: false,
    ...fields,
    baseurl,
  };
}

export function byId(...providers: Provider[]): ReadonlyMap<string, Provider> {
  return new Map(providers.map((provider) => [provider.id, provider]));
}
