import type { HeaderAuthorization } from '../config/snapshot.ts';
import type { HeaderList } from '../wire/header-list.ts';

/** The header that carries a key in each of the ways that `authorization` names (spec/aperture.md 1.4). */
export function credentialHeader(authorization: HeaderAuthorization, key: string): HeaderList {
  switch (authorization) {
    case 'bearer':
      return ['authorization', `Bearer ${key}`];
    case 'x-api-key':
      return ['x-api-key', key];
    case 'x-goog-api-key':
      return ['x-goog-api-key', key];
    case 'api-key':
      // Azure OpenAI and Microsoft Foundry.
      return ['api-key', key];
    case 'hec':
      // Splunk's HTTP Event Collector: "Authorization: Splunk <token>".
      return ['authorization', `Splunk ${key}`];
    case 'cf-aig-authorization':
      // Cloudflare AI Gateway, "Authenticated Gateway".
      return ['cf-aig-authorization', `Bearer ${key}`];
  }
}
