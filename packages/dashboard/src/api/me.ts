/** Who uses the app, and what the gateway has. */
import { gatewayUrl } from '../app/router.ts';
import { createLoaded, type Loaded } from './resource.ts';
import { ApiError, getJson } from './request.ts';
import type { ReadonlySignal } from '@preact/signals';

export type Role = 'user' | 'admin';

/** The answer of `GET /aperture/me`. */
export interface Me {
  readonly identity: {
    readonly login: string;
    readonly display_name: string | null;
    readonly node: string | null;
    readonly tags: readonly string[];
    readonly groups: readonly string[];
    readonly source: string;
  };
  readonly role: Role;
  readonly gateway: {
    readonly version: string;
    readonly hostname: string | null;
    readonly base_path: string;
    /** Records are kept. */
    readonly records: boolean;
    readonly config: { readonly writable: boolean; readonly reason: string | null };
    readonly pages: boolean;
  };
}

/** Loaded as the app starts. */
export const me: ReadonlySignal<Loaded<Me>> = createLoaded(() => getJson<Me>('aperture/me').catch(withoutMe));

/** Which login the caller has. */
export function ownLogin(): string {
  return me.peek().value?.identity.login ?? '';
}

/** Before a gateway that has no `/aperture/me`, everything is shown; it says no by itself. */
function withoutMe(error: unknown): Me {
  if (!(error instanceof ApiError) || error.status !== 404) throw error;
  return {
    identity: { login: '', display_name: null, node: null, tags: [], groups: [], source: '' },
    role: 'admin',
    gateway: {
      version: '',
      hostname: null,
      base_path: gatewayUrl('').pathname,
      records: true,
      config: { writable: false, reason: null },
      pages: true,
    },
  };
}
