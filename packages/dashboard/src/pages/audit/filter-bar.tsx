/** The fields that narrow the events. Each is a parameter of the address. */
import { AUDIT_ACTIONS } from '../../api/audit.ts';
import { here, setQuery } from '../../app/router.ts';
import { ACTIONS } from './words.ts';

export function FilterBar() {
  const { query } = here.value;
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        Who
        <input
          value={query.get('actor') ?? ''}
          onChange={(event) => setQuery({ actor: event.currentTarget.value })}
        />
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
        <input
          type="search"
          value={query.get('q') ?? ''}
          onChange={(event) => setQuery({ q: event.currentTarget.value })}
        />
      </label>
    </form>
  );
}
