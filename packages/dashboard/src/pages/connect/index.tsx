/** Connect: what to write into each client's settings, and a try whether it works. */
import { me } from '../../api/me.ts';
import type { PageProps } from '../../app/pages.ts';
import { gatewayUrl, here, setQuery, to } from '../../app/router.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { PageHeader, Section } from '../../ui/page-header.tsx';
import { EmptyState, Shown } from '../../ui/states.tsx';
import { useOffered, type OfferedModelJson } from '../models/offered.ts';
import { Check } from './check-form.tsx';
import { choicesFor } from './choices.ts';
import type { Client } from './client.ts';
import { CLIENTS } from './clients.ts';
import './connect.css';

export default function Connect(_props: PageProps) {
  const models = useOffered();
  return (
    <>
      <PageHeader title="Connect" />
      <Shown of={models.value}>{(offered) => <Clients offered={offered} />}</Shown>
    </>
  );
}

function Clients({ offered }: { offered: readonly OfferedModelJson[] }) {
  const asked = here.value.query.get('client');
  // What works for this person comes first, unless they have chosen.
  const client =
    CLIENTS.find(({ id }) => id === asked) ??
    CLIENTS.find((one) => choicesFor(one, offered).length > 0) ??
    (CLIENTS[0] as Client);
  return (
    <div class="connect">
      <nav aria-label="Clients">
        <ul class="connect-clients">
          {CLIENTS.map((one) => (
            <li key={one.id}>
              <a
                href={to(['connect'], { client: one.id })}
                aria-current={one === client ? 'page' : undefined}
              >
                {one.title}
                {choicesFor(one, offered).length === 0 && <span class="quiet"> – no model yet</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div>
        <Instructions key={client.id} client={client} offered={offered} />
      </div>
    </div>
  );
}

function Instructions({ client, offered }: { client: Client; offered: readonly OfferedModelJson[] }) {
  const choices = choicesFor(client, offered);
  const base = gatewayUrl('').href.replace(/\/$/, '');
  const wanted = here.value.query.get('model');
  const choice = choices.find(({ name }) => name === wanted) ?? choices[0];
  if (!choice) return <Missing client={client} />;
  return (
    <>
      <Section
        title={client.title}
        actions={
          <label class="row">
            Model
            <select
              value={choice.name}
              onChange={({ currentTarget: { value } }) => setQuery({ model: value })}
            >
              {choices.map(({ name, provider }) => (
                <option key={name} value={name}>
                  {name.startsWith(`${provider}/`) ? name : `${name} (${provider})`}
                </option>
              ))}
            </select>
          </label>
        }
      >
        <p class="connect-hint">{client.hint}</p>
        {client.snippets({ base, model: choice.name }).map(({ where, code }) => (
          <figure key={where + code} class="snippet">
            <figcaption class="row">
              <span class="mono quiet">{where}</span>
              <CopyButton text={code} />
            </figcaption>
            <pre class="text mono" tabIndex={0} aria-label={where}>
              {code}
            </pre>
          </figure>
        ))}
      </Section>
      <Check key={choice.name} client={client} choices={choices} model={choice.name} base={base} />
    </>
  );
}

/** No model of this caller can be used with the client. */
function Missing({ client }: { client: Client }) {
  const admin = me.value.value?.role === 'admin';
  return (
    <EmptyState title={`No model for ${client.title} yet`}>
      <p>
        It needs a provider that serves <code>{client.speaks.endpoint}</code>
        {client.pays === 'caller'
          ? ' and passes on each user’s own credential (auth_mode "passthrough")'
          : ' with the organisation’s key'}
        , and a grant that opens one of its models to you.
      </p>
      <p>
        {admin ? (
          <a href={to(['config'])}>Add one under Administration › Configuration</a>
        ) : (
          'Ask your admin for it.'
        )}
      </p>
    </EmptyState>
  );
}
