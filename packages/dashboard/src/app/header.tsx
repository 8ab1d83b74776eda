/** The bar on top: the name, whether what is shown is live, the theme, and who is here. */
import { signal } from '@preact/signals';
import { liveState, type LiveState } from '../api/live.ts';
import type { MeJson } from '../api/me.ts';
import { theme, type Theme } from './theme.ts';

/** On a phone the navigation is folded away. */
export const navigationOpen = signal(false);

const LIVE: Readonly<Record<LiveState, string>> = {
  off: '',
  connecting: 'connecting …',
  live: 'live',
  polling: 'refreshing every few seconds',
  lost: 'connection lost, trying again',
};

export function Header({ me }: { me: MeJson }) {
  const state = liveState.value;
  return (
    <header class="top">
      <button
        type="button"
        class="menu"
        aria-expanded={navigationOpen.value}
        aria-controls="navigation"
        onClick={() => (navigationOpen.value = !navigationOpen.value)}
      >
        <span aria-hidden="true">☰</span> Menu
      </button>
      <a href="./" class="brand">
        <img src="icon.svg" alt="" width="22" height="22" />
        <span>Aperture</span>
      </a>
      {me.gateway.hostname && <span class="host quiet">{me.gateway.hostname}</span>}
      <span class="grow" />
      <span class={`live live-${state}`} role="status">
        {LIVE[state]}
      </span>
      <select
        class="theme"
        aria-label="Theme"
        value={theme.value}
        onChange={(event) => (theme.value = event.currentTarget.value as Theme)}
      >
        <option value="system">System theme</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
      <Who me={me} />
    </header>
  );
}

/** Who is here, and in which role. */
export function Who({ me }: { me: MeJson }) {
  return (
    <span class="who" title={me.identity.login}>
      {me.identity.display_name || me.identity.login}
      <span class="badge">{me.role}</span>
    </span>
  );
}
