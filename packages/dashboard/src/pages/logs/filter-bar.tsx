/** The fields that narrow a list. Each is a parameter of the address, so that a link leads to the same list. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { here, setQuery } from '../../app/router.ts';
import { sumUsage } from '../../api/records.ts';
import { FILTERS, filtersIn, OUTCOMES, type FilterName } from './filters.ts';
import { TimeFilter } from './time-filter.tsx';

/** While somebody types, nothing is asked. */
const PAUSE_MS = 300;

type Suggested = 'user' | 'model' | 'provider' | 'client';
type Suggestions = Readonly<Record<Suggested, readonly string[]>>;
const NOTHING: Suggestions = { user: [], model: [], provider: [], client: [] };

/** @param forCalls with the fields that only calls have */
export function FilterBar({ forCalls }: { forCalls: boolean }) {
  const filters = filtersIn(here.value.query);
  const suggestions = useSignal<Suggestions | null>(null);
  const suggest = (): void => {
    if (suggestions.value) return;
    suggestions.value = NOTHING;
    // A list to choose from is a help, no more: without it one types.
    loadSuggestions().then(
      (found) => (suggestions.value = found),
      () => {},
    );
  };
  const known = suggestions.value ?? NOTHING;
  return (
    <form
      class="filters"
      role="search"
      aria-label="Filter the list"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextFilter name="q" title="Text" />
      <TextFilter name="user" title="User" known={known.user} onFocus={suggest} />
      <TextFilter name="model" title="Model" known={known.model} onFocus={suggest} />
      <TextFilter name="provider" title="Provider" known={known.provider} onFocus={suggest} />
      <TextFilter name="client" title="Client" known={known.client} onFocus={suggest} />
      {!forCalls && (
        <label>
          Failed
          <select
            value={filters.failed ?? ''}
            onChange={({ currentTarget: { value } }) => setQuery({ failed: value })}
          >
            <option value="">Any</option>
            <option value="true">With failures</option>
          </select>
        </label>
      )}
      {forCalls && (
        <>
          <TextFilter name="session" title="Session" />
          <TextFilter name="status" title="Status" />
          <label>
            Outcome
            <select
              value={filters.outcome ?? ''}
              onChange={({ currentTarget: { value } }) => setQuery({ outcome: value })}
            >
              <option value="">Any</option>
              {Object.entries(OUTCOMES).map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      <div class="time-filters">
        <TimeFilter name="from" title="From" />
        <TimeFilter name="to" title="To" />
      </div>
      {Object.keys(filters).length > 0 && (
        <button
          type="button"
          class="clear"
          onClick={() => setQuery(Object.fromEntries(FILTERS.map((name) => [name, null])))}
        >
          Clear
        </button>
      )}
    </form>
  );
}

function TextFilter({
  name,
  title,
  known,
  onFocus,
}: {
  name: FilterName;
  title: string;
  known?: readonly string[];
  onFocus?: () => void;
}) {
  const id = useId();
  const set = here.value.query.get(name) ?? '';
  const typed = useSignal(set);
  const sent = useRef(set);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // It changed elsewhere: by a link, the back button, or all being cleared.
    if (set === sent.current) return;
    sent.current = set;
    typed.value = set;
  }, [set]);
  const send = (): void => {
    clearTimeout(timer.current);
    sent.current = typed.peek().trim();
    setQuery({ [name]: sent.current });
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label>
      {title}
      <input
        type={name === 'q' ? 'search' : 'text'}
        value={typed.value}
        list={known ? id : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        inputMode={name === 'status' ? 'numeric' : undefined}
        onFocus={onFocus}
        onInput={({ currentTarget: { value } }) => {
          typed.value = value;
          clearTimeout(timer.current);
          timer.current = setTimeout(send, PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') send();
        }}
      />
      {known && (
        <datalist id={id}>
          {known.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </label>
  );
}

/** What there was in the last month. */
async function loadSuggestions(): Promise<Suggestions> {
  const { rows } = await sumUsage({ by: 'user,model,provider,client', from: '-30d' });
  const values = (key: Suggested): string[] =>
    [...new Set(rows.map((row) => row.key[key] ?? ''))].filter((value) => value !== '').sort();
  return {
    user: values('user'),
    model: values('model'),
    provider: values('provider'),
    client: values('client'),
  };
}
