/** Usage in columns: null where no vendor told. */
import type { Usage } from '@aperturejs/core';
import { USAGE_COLUMNS, type UsageColumn } from './schema.ts';

/** Each field with its column. */
export const USAGE = Object.entries(USAGE_COLUMNS) as readonly (readonly [keyof Usage, UsageColumn])[];

/** Nobody told anything. */
export const UNTOLD = Object.fromEntries(USAGE.map(([, column]) => [column, null])) as Readonly<UsageSums>;

/** Sums of usage, null where nobody told. */
type UsageSums = Record<UsageColumn, number | null>;

/** Adds what a call used, where that was told. */
export function addUsage(sums: UsageSums, usage: Usage | null): void {
  if (!usage) return;
  for (const [field, column] of USAGE) {
    const told = usage[field];
    if (told !== undefined) sums[column] = (sums[column] ?? 0) + told;
  }
}

/** The usage of a row of sums: what nobody told is absent, and not 0. */
export function toldUsage(sums: Readonly<UsageSums>): Usage {
  return Object.fromEntries(
    USAGE.flatMap(([field, column]) => (sums[column] === null ? [] : [[field, Number(sums[column])]])),
  );
}
