/** Logs: sessions, their requests, and all that is known of one. The list stays as it is while one looks at something in it. */
import { useSignal } from '@preact/signals';
import type { PageProps } from '../../app/pages.ts';
import { me } from '../../api/me.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Lists } from './lists.tsx';
import './logs.css';
import { RequestDetail } from './request-detail.tsx';
import { SessionDetail } from './session-detail.tsx';

export default function Logs({ rest: [what, id] }: PageProps) {
  const listed = useSignal(false);
  if (me.value.value?.gateway.records === false) {
    return (
      <>
        <PageHeader title="Logs" />
        <EmptyState title="No records are kept here">
          <p>
            <code>aperture serve</code> keeps them in its data directory. An application gives the gateway a
            store: <code>createServer(config, {'{ store }'})</code>.
          </p>
        </EmptyState>
      </>
    );
  }
  const isList = what === undefined;
  // Whoever follows a link to one request does not ask for the list.
  if (isList) listed.value = true;
  return (
    <>
      {listed.value && (
        <div hidden={!isList}>
          <Lists />
        </div>
      )}
      {what === 'session' && id !== undefined && <SessionDetail key={id} id={id} />}
      {what === 'request' && id !== undefined && <RequestDetail key={id} id={id} />}
      {!isList && (id === undefined || (what !== 'session' && what !== 'request')) && (
        <EmptyState title="There is no such page">
          <a href="./logs">Go to the logs</a>
        </EmptyState>
      )}
    </>
  );
}
