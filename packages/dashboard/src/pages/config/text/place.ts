/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** A path as the gateway writes it where it tells of problems: `grants[0].app["tailscale.com/cap/aperture"]`. */
export function pathText(path: readonly (string | number)[]): string {
  const steps = path.map((step) =>
    typeof step === 'string' && /^[\w$-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return steps.join('').replace(/^\./, '');
}
