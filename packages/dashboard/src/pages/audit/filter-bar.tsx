/** The fields that narrow the events. Each is a parameter of the address. */
import { AUDIT_ACTIONS } from '../../api/audit.ts';
import { here, setQuery } from '../../app/router.ts';
import { CommittedInput } from '../../ui/committed-input.tsx';
import { ACTIONS } from './words.ts';

export function FilterBar() {
  const { query } = here.value;
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        Who
        <CommittedInput value={query.get('actor') ?? ''} onCommit={(actor) => setQuery({ actor })} />
      </label>
      <label>
        Did
        <select
          value={query.get('action') ?? ''}
          onChange={(event) => setQuery({ action: event.currentTarget.value })}
        >
          <option value="">anything</option>
          {AUDIT_ACTIONS.map((action) => (
            <option key={action} value={action}>
              {ACTIONS[action]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Text
        <CommittedInput type="search" value={query.get('q') ?? ''} onCommit={(q) => setQuery({ q })} />
      </label>
    </form>
  );
}
