/** What is listed, as a file. */
import { here } from '../../app/router.ts';
import { urlOf } from '../../api/request.ts';
import { chosenRange, rangeStart } from '../../ui/time-range.tsx';
import { filtersIn } from './filters.ts';
import { RANGE } from './lists.tsx';

export function Exports() {
  const filters = filtersIn(here.value.query);
  const from = rangeStart(chosenRange(RANGE));
  const file = (format: string): string =>
    urlOf('aperture/records', { ...filters, from, format, max: 100_000 }).href;
  return (
    <span class="quiet">
      Requests as{' '}
      <a href={file('csv')} download="aperture-requests.csv">
        CSV
      </a>
      ,{' '}
      <a href={file('jsonl')} download="aperture-requests.jsonl">
        JSON lines
      </a>
    </span>
  );
}
