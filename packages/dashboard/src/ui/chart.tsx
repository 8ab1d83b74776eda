/** Amounts over time, stacked, drawn by uPlot, which is loaded with the first chart; and the same as a table for those who do not see it. */
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { themeChanges } from '../app/theme.ts';
import { Table } from './table.tsx';

export interface Series {
  readonly name: string;
  /** One for each time. */
  readonly values: readonly number[];
}

export interface ChartProps {
  /** What it shows, in a sentence. */
  readonly label: string;
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[];
  /** At most seven are told apart; put the rest together before. */
  readonly series: readonly Series[];
  format(value: number): string;
  formatTime(seconds: number): string;
}

/** Colours that there are. */
export const MAX_SERIES = 7;

export function Chart(props: ChartProps) {
  const { times, series } = props;
  const shape = JSON.stringify([times, series]);
  return (
    <figure class="chart-frame">
      <Canvas key={shape} {...props} />
      <ul class="legend" aria-hidden="true">
        {series.map(({ name }, i) => (
          <li key={name}>
            <span style={{ background: `var(--series-${(i % MAX_SERIES) + 1})` }} />
            {name}
          </li>
        ))}
      </ul>
      <details>
        <summary class="quiet">As a table</summary>
        <Table
          caption={props.label}
          columns={[
            { title: 'Time', cell: (at: number) => props.formatTime(times[at] as number) },
            ...series.map(({ name, values }) => ({
              title: name,
              number: true,
              cell: (at: number) => props.format(values[at] ?? 0),
            })),
          ]}
          rows={times.map((_time, at) => at)}
          rowKey={String}
        />
      </details>
    </figure>
  );
}

/** The drawing; made anew for other data, other colours, another width. */
function Canvas(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    void themeChanges.value;
    const element = place.current;
    if (!element) return undefined;
    let remove = (): void => {};
    let gone = false;
    const drawing = async (): Promise<void> => {
      const { draw } = await import('./chart-drawing.ts');
      if (!gone) remove = draw(element, props);
    };
    void drawing();
    return () => {
      gone = true;
      remove();
    };
  });
  return <div ref={place} class="chart" role="img" aria-label={props.label} />;
}
