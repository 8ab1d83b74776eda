/** Prices for one token, as `/v1/models` has them, for people: for a million. */

const NAMES: Readonly<Record<string, string>> = {
  input: 'input',
  output: 'output',
  input_cache_read: 'read from the cache',
  input_cache_write: 'written to the cache',
  input_cache_write_1h: 'written to the cache for an hour',
};

/**
 * `$1.25` of `0.00000125`; null where there is no price. The point is moved in the text: a float would tell
 * $0.29999999999999993.
 */
export function perMillion(dollars: string | undefined): string | null {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(dollars ?? '');
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  const digits = fraction.padEnd(6, '0');
  const cents = digits.slice(6).replace(/0+$/, '').padEnd(2, '0');
  return `$${(whole + digits.slice(0, 6)).replace(/^0+(?=\d)/, '')}.${cents}`;
}

/** Every price in a line of its own. */
export function otherPrices(pricing: Readonly<Record<string, string>>): string[] {
  return Object.entries(pricing).flatMap(([unit, dollars]) => {
    if (unit === 'web_search') return [`$${Number(dollars)} for a web search`];
    const price = perMillion(dollars);
    return price === null ? [] : [`${price} for a million tokens ${NAMES[unit] ?? unit}`];
  });
}
