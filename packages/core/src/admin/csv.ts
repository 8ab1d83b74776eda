/** Tables for spreadsheets (RFC 4180). */

/** A table, of objects that may hold others: `model.asked` is a column. */
export function csvOf(rows: readonly Record<string, unknown>[]): string {
  const flat = rows.map((row) => flattened(row, ''));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const lines = flat.map((row) => columns.map((column) => cell(row.get(column))).join(','));
  return [columns.map((column) => cell(column)).join(','), ...lines, ''].join('\r\n');
}

function flattened(value: Record<string, unknown>, prefix: string): Map<string, unknown> {
  const cells = new Map<string, unknown>();
  for (const [key, field] of Object.entries(value)) {
    if (typeof field !== 'object' || field === null) cells.set(prefix + key, field);
    else if (Array.isArray(field)) cells.set(prefix + key, field.join(' '));
    else
      for (const entry of flattened(field as Record<string, unknown>, `${prefix}${key}.`))
        cells.set(...entry);
  }
  return cells;
}

/** Text that a spreadsheet would run as a formula is told to be text by an apostrophe (OWASP, "CSV Injection"). */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
