/**
 * A table of which only those rows are there that are seen: ten thousand are as smooth as ten. By the grid pattern of the
 * WAI-ARIA guide: the arrows, Page Up and Down, Home and End move, Enter opens.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Column } from './table.tsx';
import { visibleRows } from './visible-rows.ts';

export interface VirtualColumn<T> extends Column<T> {
  /** A track of CSS grid with pixels in it: `120px`, `minmax(100px, 2fr)`. All rows must agree without measuring their content. */
  readonly width: string;
}

export interface VirtualTableProps<T> {
  readonly label: string;
  readonly columns: readonly VirtualColumn<T>[];
  /** Rows may come at the front and at the end; what is seen stays where it is. */
  readonly rows: readonly T[];
  rowKey(row: T): string;
  onOpen(row: T): void;
  /** More rows can be had at the end; called when the last ones come near. */
  onEnd?: (() => void) | undefined;
  /** Pixels; default 32. */
  readonly rowHeight?: number;
}

/** Rows that are there beyond those that are seen, so that scrolling shows no gap. */
const SPARE = 8;
/** As in parts.css. */
const GAP = 8;
const PADDING = 12;

export function VirtualTable<T>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  onEnd,
  rowHeight = 32,
}: VirtualTableProps<T>) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const active = useSignal<string | null>(null);
  const least = columns.reduce(
    (sum, { width }) => sum + Number.parseInt(/\d+(?=px)/.exec(width)?.[0] ?? '100', 10),
    0,
  );
  const grid = {
    gridTemplateColumns: columns.map(({ width }) => width).join(' '),
    minWidth: `${least + (columns.length - 1) * GAP + 2 * PADDING}px`,
  };

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
      // A list that was hidden has forgotten where it was.
      if (element.clientHeight > 0 && element.scrollTop !== top.peek()) element.scrollTop = top.peek();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Rows that came in front push the others down: the reader's place moves with them, unless it is the very top.
  const before = useRef(rows);
  useLayoutEffect(() => {
    const element = frame.current;
    const seen = before.current[Math.floor(top.peek() / rowHeight)];
    before.current = rows;
    if (!element || seen === undefined || top.peek() < rowHeight) return;
    const key = rowKey(seen);
    const at = rows.findIndex((row) => rowKey(row) === key);
    if (at === -1) return;
    element.scrollTop = at * rowHeight + (top.peek() % rowHeight);
    top.value = element.scrollTop;
  }, [rows]);

  const { from, to } = visibleRows({
    top: top.value,
    height: height.value,
    rowHeight,
    count: rows.length,
    spare: SPARE,
  });
  const nearEnd = to >= rows.length - SPARE;
  useEffect(() => {
    if (nearEnd) onEnd?.();
  }, [nearEnd, rows.length]);

  const activeAt = rows.findIndex((row) => rowKey(row) === active.value);
  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height.value / rowHeight) - 2);
    const target = {
      ArrowDown: activeAt + 1,
      ArrowUp: activeAt - 1,
      PageDown: activeAt + page,
      PageUp: activeAt - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    const current = rows[activeAt];
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault();
      onOpen(current);
      return;
    }
    if (target === undefined || rows.length === 0) return;
    event.preventDefault();
    const at = Math.min(rows.length - 1, Math.max(0, target));
    active.value = rowKey(rows[at] as T);
    const element = frame.current;
    if (!element) return;
    // The head covers the first of what is seen.
    const start = at * rowHeight;
    const room = element.clientHeight - rowHeight * 2;
    if (start < element.scrollTop) element.scrollTop = start;
    else if (start > element.scrollTop + room) element.scrollTop = start - room;
    top.value = element.scrollTop;
  };

  return (
    <div
      ref={frame}
      class="virtual"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeAt >= from && activeAt < to ? `${id}-${activeAt}` : undefined}
      onScroll={({ currentTarget }) => {
        if (currentTarget.clientHeight > 0) top.value = currentTarget.scrollTop;
      }}
      onKeyDown={move}
    >
      <div class="virtual-head" role="row" aria-rowindex={1} style={grid}>
        {columns.map(({ title, number }) => (
          <div key={title} role="columnheader" class={number ? 'virtual-cell number' : 'virtual-cell'}>
            {title}
          </div>
        ))}
      </div>
      <div class="virtual-body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(from, to).map((row, offset) => {
          const at = from + offset;
          const key = rowKey(row);
          return (
            <div
              key={key}
              id={`${id}-${at}`}
              class="virtual-row"
              role="row"
              aria-rowindex={at + 2}
              aria-selected={at === activeAt}
              style={{ ...grid, top: `${at * rowHeight}px`, height: `${rowHeight}px` }}
              onClick={() => {
                active.value = key;
                onOpen(row);
              }}
            >
              {columns.map(({ title, number, cell }) => (
                <div key={title} role="gridcell" class={number ? 'virtual-cell number' : 'virtual-cell'}>
                  {cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
