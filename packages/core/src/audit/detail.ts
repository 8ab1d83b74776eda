/** Bounds what an event of the audit log tells. */

/** Characters of JSON. */
const MAX_DETAIL = 16_384;

/**
 * The detail, or without its longest fields where it is too much; of a list as many entries stay as there is room for.
 * `left_out` tells the fields, or how many entries of which.
 */
export function boundDetail(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const sizes = Object.entries(detail)
    .map(([name, value]) => ({ name, size: sizeOf(value) }))
    .toSorted((one, other) => other.size - one.size);
  let total = sizes.reduce((sum, { size }) => sum + size, 0);
  const bounded: Record<string, unknown> = { ...detail };
  const out: string[] = [];
  for (const { name, size } of sizes) {
    if (total <= MAX_DETAIL) break;
    total -= size;
    const value = detail[name];
    const kept = Array.isArray(value) ? fitting(value, MAX_DETAIL - total) : [];
    if (kept.length > 0) {
      bounded[name] = kept;
      total += sizeOf(kept);
      out.push(`${(value as unknown[]).length - kept.length} of ${name}`);
    } else {
      delete bounded[name];
      out.push(name);
    }
  }
  return out.length === 0 ? detail : { ...bounded, left_out: out };
}

/** Those entries, from the first on, that go into so many characters; one that is too long hides none behind it. */
function fitting(list: readonly unknown[], size: number): unknown[] {
  let left = size - '[]'.length;
  return list.filter((entry) => {
    const fits = sizeOf(entry) + ','.length;
    if (fits > left) return false;
    left -= fits;
    return true;
  });
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value ?? null).length;
}
