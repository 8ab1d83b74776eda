/** The way back to the lists, with the filters that they had. */
import { here, to } from '../../app/router.ts';
import { Time } from '../../ui/time.tsx';

export function Crumbs({
  session,
  time,
}: {
  session?: { readonly id: string; readonly user: string | null };
  time?: string;
}) {
  const { of: _of, tab: _tab, ...query } = Object.fromEntries(here.value.query);
  return (
    <nav class="crumbs" aria-label="Where this is">
      <a href={to(['logs'], query)}>Logs</a>
      {session && (
        <>
          <span aria-hidden="true">›</span>
          <a href={to(['logs', 'session', session.id], { ...query, of: session.user })}>
            Session <span class="mono">{session.id}</span>
          </a>
        </>
      )}
      {time && (
        <>
          <span aria-hidden="true">›</span>
          <span>
            Request of <Time of={time} />
          </span>
        </>
      )}
    </nav>
  );
}
