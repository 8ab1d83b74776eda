/** Bounds what an event of the audit log tells. */

/** Characters of JSON. */
const MAX_DETAIL = 16_384;

/** The detail, or without its longest fields where it is too much; `left_out` names them. */
export function boundDetail(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const sizes = Object.entries(detail)
    .map(([name, value]) => ({ name, size: JSON.stringify(value ?? null).length }))
    .toSorted((one, other) => other.size - one.size);
  let total = sizes.reduce((sum, { size }) => sum + size, 0);
  const out = new Set<string>();
  for (const { name, size } of sizes) {
    if (total <= MAX_DETAIL) break;
    total -= size;
    out.add(name);
  }
  if (out.size === 0) return detail;
  const kept = Object.entries(detail).filter(([name]) => !out.has(name));
  return { ...Object.fromEntries(kept), left_out: [...out] };
}
