/** Which of the codings that a file is there in a client takes (RFC 9110 section 12.5.3). */
import { headerValues, type HeaderList } from '../wire/header-list.ts';

/** The one that is preferred here among those that the client names; null for the file as it is. */
export function acceptedCoding(headers: HeaderList, offered: readonly string[]): string | null {
  const accepted = new Set<string>();
  for (const range of headerValues(headers, 'accept-encoding').join(',').split(',')) {
    const [coding = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
    if (!refused) accepted.add(coding);
  }
  return offered.find((coding) => accepted.has(coding)) ?? null;
}
