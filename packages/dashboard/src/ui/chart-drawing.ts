/** Draws stacked bars with uPlot. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartProps } from './chart.tsx';

const HEIGHT = 200;
/** What a time below the chart takes, in pixels. */
const LABEL_WIDTH = 70;

/** Draws, and follows the width of the element until the returned function is called. */
export function draw(element: HTMLElement, { times, series, format, formatTime }: ChartProps): () => void {
  const colour = colours(element);
  // Bars are drawn one over the other, the highest first: each is as high as all below it.
  const sums = stacked(
    series.map(({ values }) => values),
    times.length,
  );
  const paths = (uPlot.paths.bars as uPlot.Series.BarsPathBuilderFactory)({ size: [0.8, 40], gap: 1 });
  const plot = new uPlot(
    {
      width: element.clientWidth || 600,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { range: (_plot, min, max) => padded(min, max, times) },
        y: { range: (_plot, _min, max) => [0, max * 1.05 || 1] },
      },
      axes: [
        {
          stroke: colour('--quiet'),
          size: 28,
          splits: (plot) => spread(times, Math.max(2, Math.floor(plot.width / LABEL_WIDTH))),
          grid: { show: false },
          ticks: { show: false },
          values: (_plot, at) => at.map(formatTime),
        },
        {
          stroke: colour('--quiet'),
          size: 64,
          grid: { stroke: colour('--line'), width: 1 },
          ticks: { show: false },
          values: (_plot, at) => at.map(format),
        },
      ],
      series: [
        {},
        ...sums.toReversed().map((_values, i) => ({
          label: series[sums.length - 1 - i]?.name ?? '',
          fill: colour(`--series-${((sums.length - 1 - i) % 7) + 1}`),
          width: 0,
          points: { show: false },
          paths,
        })),
      ],
      hooks: { setCursor: [(plot) => tell(plot, { times, series, format, formatTime })] },
    },
    [[...times], ...sums.toReversed()],
    element,
  );
  const observer = new ResizeObserver(() => {
    if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height: HEIGHT });
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

/** So many of the times, evenly. */
function spread(times: readonly number[], count: number): number[] {
  const step = Math.ceil(times.length / count);
  return times.filter((_time, at) => at % step === 0);
}

/** Half a bar at either side. */
function padded(min: number, max: number, times: readonly number[]): [number, number] {
  const step = times.length > 1 ? (times[1] as number) - (times[0] as number) : 3600;
  return [min - step / 2, max + step / 2];
}

function stacked(values: readonly (readonly number[])[], length: number): number[][] {
  const below = Array.from({ length }, () => 0);
  return values.map((row) => row.map((value, at) => (below[at] = (below[at] ?? 0) + value)));
}

/** What stands under the pointer, as the browser's own hint. */
function tell(plot: uPlot, { times, series, format, formatTime }: Omit<ChartProps, 'label'>): void {
  const { idx } = plot.cursor;
  const at = idx === null || idx === undefined ? undefined : times[idx];
  plot.over.title =
    at === undefined
      ? ''
      : [
          formatTime(at),
          ...series
            .filter(({ values }) => (values[idx as number] ?? 0) > 0)
            .map(({ name, values }) => `${name}: ${format(values[idx as number] ?? 0)}`),
        ].join('\n');
}

/** Resolves the tokens of the style sheet: a canvas knows no `light-dark()`. */
function colours(element: HTMLElement): (token: string) => string {
  const probe = document.createElement('span');
  element.append(probe);
  const read = new Map<string, string>();
  return (token) => {
    const known = read.get(token);
    if (known !== undefined) return known;
    probe.style.color = `var(${token})`;
    const colour = getComputedStyle(probe).color;
    read.set(token, colour);
    return colour;
  };
}
