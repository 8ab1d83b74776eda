/** A chart of amounts in each hour or day of a range. */
import { Chart } from './chart.tsx';
import { formatStep, stacked, stepOf, type Amount } from './stacked.ts';
import { rangeLength } from './time-range.tsx';

export function ChartOverTime({
  label,
  range,
  amounts,
  most,
  format,
}: {
  /** What it shows; for what time each is told behind it. */
  label: string;
  range: string;
  amounts: readonly Amount[];
  /** Series at most. */
  most: number;
  format(value: number): string;
}) {
  const step = stepOf(range);
  const { times, series } = stacked(amounts, { step, length: rangeLength(range), now: Date.now(), most });
  return (
    <Chart
      label={label}
      times={times}
      series={series}
      format={format}
      formatTime={(seconds) => formatStep(step, seconds)}
    />
  );
}
