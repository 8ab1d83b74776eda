/** Whether a client has an answer already (RFC 9110 section 13.1.2). */
import { headerValues, type HeaderList } from './header-list.ts';

/** True if `If-None-Match` names the tag, which is written with its quotes; a weak one counts as well. */
export function hasTag(headers: HeaderList, tag: string): boolean {
  const known = headerValues(headers, 'if-none-match').flatMap((value) => value.split(','));
  return known.some((text) => {
    const one = text.trim();
    return one === '*' || one.replace(/^W\//, '') === tag.replace(/^W\//, '');
  });
}
