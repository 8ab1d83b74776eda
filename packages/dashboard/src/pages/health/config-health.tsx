/** Which config is in force, and why a newer one is not. */
import type { ProblemJson } from '../../api/config.ts';
import type { HealthJson } from '../../api/health.ts';
import { to } from '../../app/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { Section } from '../../ui/page-header.tsx';
import { Time } from '../../ui/time.tsx';

export function ConfigHealth({ config }: { config: HealthJson['config'] }) {
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
      {config.error && (
        <>
          <h3>
            What is wrong with it, as of <Time of={config.error.time} />
          </h3>
          <Problems of={config.error.problems} />
        </>
      )}
      {config.warnings.length > 0 && (
        <>
          <h3>Warnings</h3>
          <Problems of={config.warnings} />
        </>
      )}
    </Section>
  );
}

function Problems({ of }: { of: readonly ProblemJson[] }) {
  return (
    <ul class="health-problems">
      {of.map((problem) => (
        <li key={`${problem.line}:${problem.column}:${problem.path}:${problem.message}`}>
          <Place of={problem} /> {problem.message}
        </li>
      ))}
    </ul>
  );
}

/** A config that is an object has no lines. */
function Place({ of: { line, column, path } }: { of: ProblemJson }) {
  const place = line === null ? path : `${line}:${column}`;
  return place === '' ? null : <code>{place}</code>;
}
