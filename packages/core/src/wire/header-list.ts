/**
 * Headers as they stood on the wire: name, value, name, value … Repeats and the order stay, which a `Headers` object
 * loses, and nothing is built for the many headers that nobody asks about.
 */
export type HeaderList = readonly string[];

/**
 * The values of a header, in wire order.
 *
 * @param name the name in lower case
 */
export function headerValues(headers: HeaderList, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (isNamed(headers[i] as string, name)) values.push(headers[i + 1] as string);
  }
  return values;
}

/**
 * The value of a header, repeats joined with `, ` as RFC 9110 section 5.3 has it, or undefined.
 *
 * @param name the name in lower case
 */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  let found: string | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    if (!isNamed(headers[i] as string, name)) continue;
    const value = headers[i + 1] as string;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}

/** True if the header is there at all. `name` is in lower case. */
export function hasHeader(headers: HeaderList, name: string): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    if (isNamed(headers[i] as string, name)) return true;
  }
  return false;
}

/** The list of a `Headers` object. Each `set-cookie` stands for itself; all other repeats are joined already. */
export function headerListOf(headers: Headers): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

/** A `Headers` object of the list. */
export function headersOf(list: HeaderList): Headers {
  const headers = new Headers();
  for (let i = 0; i < list.length; i += 2) headers.append(list[i] as string, list[i + 1] as string);
  return headers;
}

function isNamed(candidate: string, name: string): boolean {
  return candidate.length === name.length && (candidate === name || candidate.toLowerCase() === name);
}
