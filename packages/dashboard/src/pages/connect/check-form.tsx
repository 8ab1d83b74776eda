/** The check: what stands in the client's settings, tried out with one request. */
import { useSignal } from '@preact/signals';
import { gatewayUrl, to } from '../../app/router.ts';
import { me } from '../../api/me.ts';
import { Section } from '../../ui/page-header.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { addressOf, tryOut } from './check.ts';
import type { Choice } from './choices.ts';
import type { Client } from './client.ts';
import { verdictOn, verdictOnAddress, type Verdict } from './verdict.ts';

export interface CheckProps {
  readonly client: Client;
  readonly choices: readonly Choice[];
  readonly model: string;
  /** The gateway's address. */
  readonly base: string;
}

export function Check({ client, choices, model, base }: CheckProps) {
  const right = base + client.basePath;
  const baseUrl = useSignal(right);
  const named = useSignal(model);
  const state = useSignal<{ busy: boolean; verdict: Verdict | null; error: unknown }>({
    busy: false,
    verdict: null,
    error: null,
  });

  const check = async (event: Event): Promise<void> => {
    event.preventDefault();
    const address = addressOf(baseUrl.value, gatewayUrl(''));
    const wrong = verdictOnAddress(address, client, right);
    if (wrong || address.kind !== 'here') {
      state.value = { busy: false, verdict: wrong, error: null };
      return;
    }
    state.value = { busy: true, verdict: null, error: null };
    try {
      const { basePath } = address;
      const trial = await tryOut(client, basePath, named.value);
      const question = { client, basePath, model: named.value, choices, right };
      state.value = { busy: false, verdict: verdictOn(trial, question), error: null };
    } catch (error) {
      state.value = { busy: false, verdict: null, error };
    }
  };

  const { busy, verdict, error } = state.value;
  return (
    <Section title="Check">
      <p class="connect-hint">
        Sends one request from this page, as the client would. Put in what stands in your settings.
        {client.pays === 'organisation' && ' It costs a few tokens.'}
      </p>
      <form class="filters" onSubmit={(event) => void check(event)}>
        <label class="connect-address">
          Base URL
          <input
            type="text"
            spellcheck={false}
            value={baseUrl.value}
            onInput={({ currentTarget: { value } }) => (baseUrl.value = value)}
          />
        </label>
        <label>
          Model
          <input
            type="text"
            spellcheck={false}
            value={named.value}
            onInput={({ currentTarget: { value } }) => (named.value = value)}
          />
        </label>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? 'Checking …' : 'Check'}
        </button>
      </form>
      <div role="status">
        {verdict && <Told verdict={verdict} />}
        {Boolean(error) && <ErrorState error={error} />}
      </div>
    </Section>
  );
}

function Told({ verdict: { tone, title, text, said } }: { verdict: Verdict }) {
  const admin = me.value.value?.role === 'admin';
  return (
    <div class={`verdict tone-${tone}`}>
      <h3>{title}</h3>
      <p>{text}</p>
      {said && <pre class="text mono">{said}</pre>}
      {admin && (
        <p>
          <a href={to(['logs'])}>See it in the logs</a>
        </p>
      )}
    </div>
  );
}
