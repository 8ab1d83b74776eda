/** Who uses the app, and what the gateway has. */
import type { MeJson } from '@aperturejs/core';
import { gatewayUrl } from '../app/router.ts';
import { createLoaded, type Loaded } from './resource.ts';
import { ApiError, getJson } from './request.ts';
import type { ReadonlySignal } from '@preact/signals';

export type { MeJson };
export type Role = MeJson['role'];

/** Loaded as the app starts. */
export const me: ReadonlySignal<Loaded<MeJson>> = createLoaded(() =>
  getJson<MeJson>('aperture/me').catch(withoutMe),
);

/** Which login the caller has. */
export function ownLogin(): string {
  return me.peek().value?.identity.login ?? '';
}

/** Before a gateway that has no `/aperture/me`, everything is shown; it says no by itself. */
function withoutMe(error: unknown): MeJson {
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
