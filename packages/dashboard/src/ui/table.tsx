/** A table that shows all of its rows. For long lists there is {@link ./virtual-table.tsx}. */
import type { ComponentChildren } from 'preact';

/** A column. */
export interface Column<T> {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  cell(row: T): ComponentChildren;
}

export interface TableProps<T> {
  /** Says what the table is about, for those who do not see it beside its heading. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  rowKey(row: T): string;
}

export function Table<T>({ caption, columns, rows, rowKey }: TableProps<T>) {
  return (
    // Wide tables move sideways by themselves, also by the keyboard.
    <div class="table-frame" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, number }) => (
              <th key={title} scope="col" class={number ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, number, cell }) => (
                <td key={title} class={number ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
