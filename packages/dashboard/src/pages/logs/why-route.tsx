/** Why a request went where it went: who opened it, where to, and whose credential paid. */
import type { EntryJson } from '../../api/records.ts';
import { Pairs } from '../../ui/pairs.tsx';
import { WhyRefused } from './why-refused.tsx';

/** What `route.credential` means. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  override: 'the organisation’s, in place of the client’s',
  passthrough: 'the client’s own, passed on',
  fallback: 'the organisation’s, since the client sent none of its own',
  none: 'none; the provider takes none',
};

export function WhyRoute({ record }: { record: EntryJson }) {
  const { route, model, provider, refusal, outcome, identity } = record;
  const { asked, served, answered } = model;
  return (
    <>
      <Pairs
        of={[
          ['Model asked for', asked ?? 'none'],
          ['Provider', provider],
          ['Its model', served !== asked ? served : null],
          ['Model that answered', answered !== null && answered !== served ? answered : null],
          ['Grant', route && <code>{route.grant}</code>],
          [
            'Credential',
            route && (
              <>
                <code>{route.credential}</code>: {CREDENTIALS[route.credential] ?? 'unknown'}
              </>
            ),
          ],
          ['Sent to', route && <span class="mono">{route.url}</span>],
        ]}
      />
      {!route && (
        <p class="quiet">
          It got to no provider{outcome === 'refused' && refusal ? ': the gateway refused it.' : '.'}
        </p>
      )}
      {outcome === 'refused' && identity && <WhyRefused record={record} />}
    </>
  );
}
