/** Which config a change is a change of (RFC 9110 section 13.1.1). */
import { refuse, type Refusal } from '../../errors.ts';
import { headerValue, type HeaderList } from '../../wire/header-list.ts';

const WITHOUT = refuse(
  'precondition_required',
  'send the ETag of the config that was edited as If-Match, so that nobody else’s change is lost',
);

/** What a change says of the config that it is of. */
export interface Expected {
  /** Names without quotes; null for any. */
  readonly names: readonly string[] | null;
}

/** Reads `If-Match`, which must be there. */
export function expectedConfig(headers: HeaderList): Expected | Refusal {
  const value = headerValue(headers, 'if-match')?.trim();
  if (value === undefined || value === '') return WITHOUT;
  return { names: value === '*' ? null : namesIn(value) };
}

/** True if the client has the config already, by `If-None-Match`. */
export function isKnown(headers: HeaderList, etag: string): boolean {
  const value = headerValue(headers, 'if-none-match')?.trim();
  return value === '*' || (value !== undefined && namesIn(value).includes(etag));
}

/** The refusal of a change of another config than the one that is there, or null. */
export function refuseStale({ names }: Expected, etag: string): Refusal | null {
  if (names === null || names.includes(etag)) return null;
  return refuse(
    'precondition_failed',
    'the config was changed meanwhile, here or where it is stored; look at it again and repeat the change',
    { etag: quoted(etag) },
  );
}

/** An `ETag`. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** A proxy that compresses an answer makes its tag a weak one, and it names the same config all the same. */
function namesIn(value: string): string[] {
  return [...value.matchAll(/(?:W\/)?"([^"]*)"/g)].map(([, name]) => name as string);
}
