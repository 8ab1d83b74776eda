/** All that is known of one request. */
import { getRecord, type EntryJson } from '../../api/records.ts';
import { ApiError } from '../../api/request.ts';
import { useLoaded } from '../../api/resource.ts';
import { OutcomeBadge } from '../../ui/badge.tsx';
import {
  formatBytes,
  formatCost,
  formatDuration,
  formatExactTime,
  formatNumber,
  formatTokens,
} from '../../ui/format.ts';
import { Figure, PageHeader, Section } from '../../ui/page-header.tsx';
import { Shown } from '../../ui/states.tsx';
import { Captured } from './captured.tsx';
import { Crumbs } from './crumbs.tsx';
import { Pairs } from '../../ui/pairs.tsx';
import { Waterfall } from './waterfall.tsx';
import { WhyRoute } from './why-route.tsx';

/** A call is seen live a moment before the store has it. */
const STORE_MS = 300;

async function load(id: string, signal: AbortSignal): Promise<EntryJson> {
  try {
    return await getRecord(id, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    await new Promise((resolve) => setTimeout(resolve, STORE_MS));
    return getRecord(id, signal);
  }
}

export function RequestDetail({ id }: { id: string }) {
  const entry = useLoaded((signal) => load(id, signal));
  const { value } = entry.value;
  return (
    <>
      <Crumbs
        {...(value && {
          session: { id: value.session, user: value.identity?.login ?? null },
          time: value.time,
        })}
      />
      {!value && <PageHeader title="Request" />}
      <Shown of={entry.value}>{(record) => <Detail record={record} />}</Shown>
    </>
  );
}

function Detail({ record }: { record: EntryJson }) {
  const { identity, client, usage, cost, answer, sizes, timings } = record;
  return (
    <>
      <PageHeader
        title={
          <>
            {record.method} <span class="mono">{record.path}</span>
          </>
        }
      >
        <OutcomeBadge outcome={record.outcome} status={record.status} />
      </PageHeader>
      {record.error && (
        <p class="card problem">
          {record.refusal && <code>{record.refusal}</code>} {record.error}
        </p>
      )}
      <dl class="figures">
        <Figure name="Tokens in">{formatTokens(usage?.['input_tokens'])}</Figure>
        <Figure name="Tokens out">{formatTokens(usage?.['output_tokens'])}</Figure>
        <Figure name="Cost">{formatCost(cost?.nano_dollars)}</Figure>
        <Figure name="Took">{formatDuration(timings.total_ms)}</Figure>
        <Figure name="Tool calls">{formatNumber(answer?.tool_calls.count)}</Figure>
      </dl>
      <div class="halves">
        <Section title="Why this route">
          <WhyRoute record={record} />
        </Section>
        <Section title="Timing">
          <Waterfall timings={timings} streamed={record.streamed} />
        </Section>
        <Section title="Who and what">
          <Pairs
            of={[
              ['Time', formatExactTime(record.time)],
              ['User', identity?.login ?? 'nobody could tell'],
              ['Known by', identity && `${identity.source}${identity.node ? `, ${identity.node}` : ''}`],
              ['Tags', identity?.tags.join(', ')],
              ['Client', [client.name, client.version].filter(Boolean).join(' ') || null],
              ['Format', record.format],
              ['Session', record.session],
              ['Request', formatBytes(sizes.request_bytes)],
              ['Answer', `${formatBytes(sizes.response_bytes)}${record.streamed ? ', streamed' : ''}`],
              ['Record', record.id],
            ]}
          />
        </Section>
        <Section title="Usage and cost">
          {usage ? (
            <Pairs
              of={[
                ...Object.entries(usage).map(
                  ([name, tokens]) => [name.replaceAll('_', ' '), formatNumber(tokens)] as const,
                ),
                ['cost', cost ? `$${cost.dollars}` : 'no price is known'],
                ['priced as', cost?.basis],
                ['prices from', cost?.source],
              ]}
            />
          ) : (
            <p class="quiet">
              The answer told of no usage{answer?.unreadable ? `: ${answer.unreadable}` : '.'}
            </p>
          )}
          {answer && (
            <Pairs
              of={[
                ['ended with', answer.stop_reason],
                ['answer’s id', answer.id],
                ['tools', answer.tool_calls.names.join(', ')],
                ['messages', formatNumber(answer.messages)],
              ]}
            />
          )}
        </Section>
      </div>
      <Captured record={record} />
    </>
  );
}
