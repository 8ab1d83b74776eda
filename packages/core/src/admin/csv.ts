/** Tables for spreadsheets (RFC 4180). */

/** A value of a table: text that may be anything, a number, or nothing. */
export type Cell = string | number | boolean | null | undefined;

/** A line with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/**
 * The beginnings of text that some spreadsheet runs as a formula (OWASP, "CSV Injection"); the last four are the same signs
 * in the width of Chinese letters.
 */
const FORMULA =
  /^(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])|(?<=[;\t\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * An apostrophe tells a spreadsheet that text is text. In many countries semicolons separate cells, and there are programs
 * that take tabs and line breaks for it: what follows one is a beginning as well.
 */
function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'string' ? cell.replaceAll(FORMULA, "'") : String(cell);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The cells of an object that may hold others, by the names of their columns: `model.asked`. Lists become words. */
export function cellsOf(value: object, prefix = ''): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    const name = prefix + key;
    if (Array.isArray(field)) cells.set(name, field.join(' '));
    else if (typeof field !== 'object' || field === null) cells.set(name, field as Cell);
    else for (const [inner, cell] of cellsOf(field, `${name}.`)) cells.set(inner, cell);
  }
  return cells;
}
