/**
 * `GET /codex/models`, which Codex asks before its first turn with its ChatGPT token. The backend's own list is the only
 * right answer; where there is none, a quick 404 makes Codex use the list it has bundled, and anything else costs
 * seconds or erases that list (spec/clients.md 2).
 */
import type { Access } from '../access/grants.ts';
import type { Provider, Snapshot } from '../config/snapshot.ts';
import { bringsCredential } from '../credentials/client-credential.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { isChatGptBackend } from './upstream-url.ts';

/** The provider whose list the caller may see with its own credential; a 404 if there is none. */
export function codexModelsProvider(
  snapshot: Snapshot,
  access: Access,
  headers: HeaderList,
  reserved: ReadonlySet<string>,
  pinned: Provider | null,
): Provider | Refusal {
  if (!bringsCredential(headers, reserved)) return NO_LIST;
  let best: Provider | null = null;
  for (const provider of pinned ? [pinned] : snapshot.providers.values()) {
    if (provider.disabled || provider.authMode !== 'passthrough' || !isChatGptBackend(provider)) continue;
    if (best && best.preference >= provider.preference) continue;
    if (provider.models.some((model) => access.mayUse(provider.id, model))) best = provider;
  }
  return best ?? NO_LIST;
}

const NO_LIST = refuse('unknown_endpoint', 'no provider here has a list of Codex models for you');
