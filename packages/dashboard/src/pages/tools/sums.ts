/** Calls of tools by name. */
import type { ToolRow } from '../../api/records.ts';
import { sumOf, sumsBy } from '../../api/sums.ts';

/** What a tool comes to. */
export interface ToolShare {
  readonly tool: string;
  readonly calls: number;
  readonly requests: number;
}

/** Sums by tool, the most calls first. */
export function byTool(rows: readonly ToolRow[]): ToolShare[] {
  return sumsBy(
    rows,
    toolOf,
    (tool, of) => ({
      tool,
      calls: sumOf(of, ({ calls }) => calls),
      requests: sumOf(of, ({ requests }) => requests),
    }),
    ({ calls }) => calls,
  );
}

/** The name of a row's tool, also if it has none. */
export function toolOf({ key }: ToolRow): string {
  return key.tool || 'unnamed';
}
