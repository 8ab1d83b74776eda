/** What was sent and what came back, as far as it is kept: as text, whatever it is. */
import { useSignal } from '@preact/signals';
import type { EntryJson } from '../../api/records.ts';
import { here, setQuery } from '../../app/router.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Section } from '../../ui/page-header.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { partsOf } from './answer-text.ts';

type Message = NonNullable<NonNullable<EntryJson['capture']>['request']>;

const CUT: Readonly<Record<string, string>> = {
  too_large: 'It is longer than what is kept.',
  unreadable: 'It could not be read.',
};

export function Captured({ record: { capture } }: { record: EntryJson }) {
  if (!capture) {
    return (
      <EmptyState title="Headers and bodies of this request are not kept">
        <p>
          <code>"database": {'{ "captures": "full" }'}</code> in the config keeps them, without secrets; so
          does <code>"captures"</code> in a grant, for some people or models only.
        </p>
      </EmptyState>
    );
  }
  const { request, response } = capture;
  const parts = response?.body ? partsOf(response.body) : [];
  const tabs = [
    ...(parts.length > 0 ? [{ id: 'said', title: 'What it said' }] : []),
    { id: 'request', title: 'Request body' },
    { id: 'answer', title: 'Answer body' },
    { id: 'request-headers', title: 'Request headers' },
    { id: 'answer-headers', title: 'Answer headers' },
  ];
  const open = here.value.query.get('tab') ?? tabs[0]?.id ?? '';
  return (
    <Section title="Content">
      <Tabs label="What was captured" tabs={tabs} open={open} onOpen={(tab) => setQuery({ tab })}>
        {open === 'said' && <Said parts={parts} />}
        {open === 'request' && <Body key="request" message={request} name="request" />}
        {open === 'answer' && <Body key="answer" message={response} name="answer" />}
        {open === 'request-headers' && <Headers message={request} />}
        {open === 'answer-headers' && <Headers message={response} />}
      </Tabs>
    </Section>
  );
}

function Said({ parts }: { parts: ReturnType<typeof partsOf> }) {
  return (
    <ol class="said">
      {parts.map(({ kind, name, text }) => (
        <li>
          <h3 class="quiet">
            {kind === 'tool' ? (
              <>
                Calls <code>{name}</code>
              </>
            ) : kind === 'thought' ? (
              'Thinks'
            ) : (
              'Says'
            )}
          </h3>
          <pre class={kind === 'tool' ? 'text' : 'text words'}>{text}</pre>
        </li>
      ))}
    </ol>
  );
}

/** Browsers lay out long texts slowly; few read so far. */
const LONG = 200_000;

function Body({ message, name }: { message: Message | null; name: string }) {
  const indented = useSignal(false);
  const whole = useSignal(false);
  if (!message) return <p class="quiet">There was no {name}.</p>;
  const { body, cut } = message;
  if (body === null) {
    return <p class="quiet">It is not kept. {CUT[cut ?? ''] ?? 'Only headers are.'}</p>;
  }
  const text = indented.value ? indent(body) : body;
  const shown = whole.value ? text : text.slice(0, LONG);
  return (
    <>
      <div class="row">
        <button
          type="button"
          class="small"
          aria-pressed={indented.value}
          onClick={() => (indented.value = !indented.value)}
        >
          Indented
        </button>
        <CopyButton text={body} />
        {cut && <span class="quiet">{CUT[cut] ?? cut}</span>}
      </div>
      {/* Scrolls by itself, so it takes the focus. */}
      <pre class="text" tabIndex={0} aria-label={`Body of the ${name}`}>
        {shown}
      </pre>
      {shown.length < text.length && (
        <button type="button" class="small" onClick={() => (whole.value = true)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </>
  );
}

/** JSON with line breaks; anything else as it is. */
function indent(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function Headers({ message }: { message: Message | null }) {
  if (!message) return <p class="quiet">There was no answer.</p>;
  const rows = message.headers.map(([name, value], at) => ({ name, value, at }));
  return (
    <Table
      caption="Headers, as they came"
      columns={[
        { title: 'Name', cell: ({ name }) => <code>{name}</code> },
        { title: 'Value', cell: ({ value }) => <code>{value}</code> },
      ]}
      rows={rows}
      rowKey={({ at }) => String(at)}
    />
  );
}
