/** What is listed, as a file. */
import { here } from '../../app/router.ts';
import { urlOf } from '../../api/request.ts';
import { chosenRange } from '../../ui/time-range.tsx';
import { filtersIn } from './filters.ts';
import { RANGE } from './lists.tsx';
import { forCalls } from './parameters.ts';

export function Exports() {
  const parameters = forCalls(filtersIn(here.value.query), chosenRange(RANGE));
  const file = (format: string): string =>
    urlOf('aperture/records', { ...parameters, format, max: 100_000 }).href;
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
