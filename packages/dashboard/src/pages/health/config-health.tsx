/** Which config is in force, and why a newer one is not. */
import type { Health } from '../../api/health.ts';
import { to } from '../../app/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { Section } from '../../ui/page-header.tsx';
import { Time } from '../../ui/time.tsx';

export function ConfigHealth({ config }: { config: Health['config'] }) {
  const error = typeof config.error === 'string' ? config.error : (config.error?.message ?? null);
  return (
    <Section title="Configuration" actions={<a href={to(['config'])}>Open</a>}>
      <dl class="pairs">
        <dt>State</dt>
        <dd>
          {config.error ? (
            <Badge tone="bad">newest one has errors</Badge>
          ) : (
            <Badge tone="good">in force</Badge>
          )}
        </dd>
        {config.source && (
          <>
            <dt>From</dt>
            <dd>
              <code>{config.source}</code>
            </dd>
          </>
        )}
        <dt>Loaded</dt>
        <dd>
          <Time of={config.loaded_at} />
        </dd>
        <dt>Changed here</dt>
        <dd>{config.writable ? 'yes' : `no. ${config.reason ?? ''}`}</dd>
      </dl>
      {error && <pre class="text">{error}</pre>}
      {config.warnings.length > 0 && (
        <>
          <h3>Warnings</h3>
          <ul class="plain-list">
            {config.warnings.map((warning) => {
              const text = typeof warning === 'string' ? warning : warning.message;
              return <li key={text}>{text}</li>;
            })}
          </ul>
        </>
      )}
    </Section>
  );
}
