/** The command line after the command's name. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A command's arguments, taken apart. */
export type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/**
 * Takes arguments apart.
 *
 * @param positionals how many arguments without a `--name` there must be
 * @throws UsageError if an option is unknown, lacks its value, or the number of positionals is another
 */
export function parseOptions<const O extends Options>(
  args: readonly string[],
  options: O,
  positionals = 0,
): Parsed<O> {
  let parsed: Parsed<O>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds a hint about `--` on the same line; the first sentence says it all.
    throw new UsageError((error as Error).message.split('. ', 1)[0] ?? 'the options are wrong');
  }
  const count = parsed.positionals.length;
  if (count > positionals) throw new UsageError(`unexpected argument "${parsed.positionals[positionals]}"`);
  if (count < positionals) throw new UsageError('an argument is missing');
  return parsed;
}

/** The value of an option that must be there. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}
