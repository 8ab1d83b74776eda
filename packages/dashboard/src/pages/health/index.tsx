/** How the gateway is: its config, its store, its exporters, its providers. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { readHealth, type HealthJson } from '../../api/health.ts';
import { listenLive } from '../../api/live.ts';
import { useLoaded } from '../../api/resource.ts';
import { useWhileSeen } from '../../api/while-seen.ts';
import type { PageProps } from '../../app/pages.ts';
import { Badge } from '../../ui/badge.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Figure, PageHeader, Section } from '../../ui/page-header.tsx';
import { Shown } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import './health.css';
import { ConfigHealth } from './config-health.tsx';
import { Providers } from './providers.tsx';
import { AuditHealth, Exporters, StoreHealth } from './store-health.tsx';
import { verdictOf } from './verdict.ts';

/** Between two looks, in milliseconds; a new config is told at once. */
const EVERY = 5_000;

export default function HealthPage(_props: PageProps) {
  const turn = useSignal(0);
  const health = useLoaded((signal) => {
    void turn.value;
    return readHealth(signal);
  });
  const again = (): void => void (turn.value += 1);
  useWhileSeen(EVERY, again);
  useEffect(() => listenLive({ config: again }), []);
  return (
    <>
      <PageHeader title="Health" />
      <Shown of={health.value}>{(value) => <Shape health={value} />}</Shown>
    </>
  );
}

function Shape({ health }: { health: HealthJson }) {
  const { config, store, audit, exporters, providers, listeners, since, version } = health;
  const verdict = verdictOf(health);
  return (
    <>
      <p role="status" class="verdict">
        <Badge tone={verdict.length === 0 ? 'good' : 'bad'}>
          {verdict.length === 0 ? 'well' : 'look here'}
        </Badge>{' '}
        {verdict.length === 0 ? 'Nothing is wrong.' : verdict.join(' ')}
      </p>
      <dl class="figures">
        <Figure name="Version">{version}</Figure>
        <Figure name="Running since">
          <Time of={since} />
        </Figure>
        <Figure name="Pages that look on">{formatNumber(listeners)}</Figure>
      </dl>
      <ConfigHealth config={config} />
      <Section title="Providers">
        <Providers providers={providers} />
      </Section>
      <StoreHealth store={store} />
      <AuditHealth audit={audit} />
      {exporters.length > 0 && <Exporters exporters={exporters} />}
    </>
  );
}
