/** Prices as model lists write them. */

/** Nano-dollars for a million, and one of them in dollars: 10^9 × 10^6. */
const DIGITS = 15;

/** Lists of Aperture show eight decimals; cheaper tokens need more. */
const LEAST_DECIMALS = 8;

/**
 * One of what costs this much for a million, in dollars: `0.00000300`. Written digit by digit, since a number would turn
 * into `3e-6` or show what is left of a binary fraction.
 *
 * @param nanoPerMillion a whole number of nano-dollars
 */
export function dollarsEach(nanoPerMillion: number): string {
  const digits = BigInt(Math.round(nanoPerMillion))
    .toString()
    .padStart(DIGITS + 1, '0');
  const whole = digits.slice(0, -DIGITS);
  const decimals = digits.slice(-DIGITS).replace(/0+$/, '');
  return `${whole}.${decimals.padEnd(LEAST_DECIMALS, '0')}`;
}
