/** The headers of one part of a form (RFC 7578 section 4). */
import { ALTERNATIVES } from './model-field.ts';

/** What a part is. */
export interface PartHead {
  readonly name: string;
  readonly isFile: boolean;
  /** It holds the model, or models to fall back to, or something that does not matter. */
  readonly offers: 'model' | 'alternatives' | 'other';
}

const latin1 = new TextDecoder('latin1');

/** `form-data` and its parameters: tokens or quoted strings, in which only `"` and `\` are escaped. */
const DISPOSITION = /^form-data((?:\s*;\s*[\w*-]+=(?:"(?:[^"\\]|\\["\\])*"|[^\s";\\]+))*)\s*;?\s*$/i;
const PARAMETER = /([\w*-]+)=(?:"((?:[^"\\]|\\["\\])*)"|([^\s";\\]+))/g;

/** How parsers that know lists write them: `model[]`, `model[0]`, `model.x`. */
const MODEL_LIKE = /^model(?:$|[^\w-])/;

/**
 * Reads the headers.
 *
 * @param bytes up to the empty line, which is part of them
 * @returns what is wrong, where two parsers could read them differently
 */
export function parsePartHead(bytes: Uint8Array): PartHead | string {
  // Names of fields are ASCII here or of no interest; Latin-1 keeps every byte apart.
  const lines = latin1.decode(bytes).split('\r\n').slice(0, -2);
  let disposition: string | null = null;
  for (const line of lines) {
    const header = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(line);
    if (!header) return 'a part has a malformed header';
    const [, name = '', value = ''] = header;
    switch (name.toLowerCase()) {
      case 'content-disposition':
        if (disposition !== null) return 'a part has more than one Content-Disposition';
        disposition = value;
        break;
      case 'content-transfer-encoding':
        // Deprecated (RFC 7578, 4.7); what one parser decodes another takes as it is.
        if (!/^(?:7bit|8bit|binary)$/i.test(value.trim())) return 'a part has a Content-Transfer-Encoding';
        break;
    }
  }
  if (disposition === null) return 'a part has no Content-Disposition';
  return parseDisposition(disposition);
}

function parseDisposition(value: string): PartHead | string {
  const parameters = DISPOSITION.exec(value)?.[1];
  if (parameters === undefined) return 'a part has a malformed Content-Disposition';
  const names: string[] = [];
  let isFile = false;
  for (const [, key = '', quoted, token] of parameters.matchAll(PARAMETER)) {
    const lower = key.toLowerCase();
    if (lower === 'name') names.push(quoted?.replaceAll(/\\(.)/g, '$1') ?? token ?? '');
    else if (lower === 'filename' || lower === 'filename*') isFile = true;
    else return `a part's Content-Disposition has a parameter "${lower}"`;
  }
  const [name] = names;
  if (names.length !== 1 || name === undefined) return 'a part must have one name';
  // Browsers write a quote or a line end as %22, %0D, %0A; some parsers decode more than that.
  const plain = name.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  const lower = plain.trim().toLowerCase();
  if (name === 'model') return { name, isFile, offers: 'model' };
  if (MODEL_LIKE.test(lower)) return `a part is named ${JSON.stringify(name)}; name it "model"`;
  const stem = /^\w*/.exec(lower)?.[0] ?? '';
  return { name, isFile, offers: ALTERNATIVES.has(stem) ? 'alternatives' : 'other' };
}
