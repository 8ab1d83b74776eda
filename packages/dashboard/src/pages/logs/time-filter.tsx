/** A field for a time, in the zone of whoever looks. The address has the instant: a link leads everybody to the same calls. */
import { here, setQuery } from '../../app/router.ts';
import { filtersIn } from './filters.ts';

export function TimeFilter({ name, title }: { name: 'from' | 'to'; title: string }) {
  const set = filtersIn(here.value.query)[name];
  return (
    <label class="time-filter">
      {title}
      <input
        type="datetime-local"
        // While somebody types, the year 2026 is the year 2 first.
        min="2000-01-01T00:00"
        max="9999-12-31T23:59"
        value={set === undefined ? '' : localTime(set)}
        onChange={({ currentTarget: { value, validity } }) => {
          if (validity.valid) setQuery({ [name]: value && new Date(value).toISOString() });
        }}
      />
    </label>
  );
}

/** As the field has it, to the minute. */
function localTime(instant: string): string {
  const time = new Date(instant);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
