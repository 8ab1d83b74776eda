/** Calls of tools by name. */
import type { ToolRow } from '../../api/records.ts';

/** What a tool comes to. */
export interface ToolShare {
  readonly tool: string;
  readonly calls: number;
  readonly requests: number;
}

/** Sums by tool, the most calls first. */
export function byTool(rows: readonly ToolRow[]): ToolShare[] {
  const sums = new Map<string, ToolShare>();
  for (const { key, calls, requests } of rows) {
    const tool = key.tool || 'unnamed';
    const before = sums.get(tool) ?? { tool, calls: 0, requests: 0 };
    sums.set(tool, { tool, calls: before.calls + calls, requests: before.requests + requests });
  }
  return [...sums.values()].sort((a, b) => b.calls - a.calls || (a.tool < b.tool ? -1 : 1));
}
