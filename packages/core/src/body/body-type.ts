/** What the body says it is. */
import { refuse, type Refusal } from '../errors.ts';
import { headerValues, type HeaderList } from '../wire/header-list.ts';
import { createFormScanner } from './form-scanner.ts';
import { JsonScanner } from './json-scanner.ts';
import type { ModelScanner } from './model-field.ts';

/** What an endpoint's body is written in: JSON, or `multipart/form-data` where files come along. */
export type BodyType = 'json' | 'form';

/** JSON in UTF-8, whatever the parameters besides. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i;
const FORM_TYPE = /^multipart\/form-data$/i;
const UTF8 = /^"?(?:utf-?8|us-ascii)"?$/i;
/** RFC 2046 section 5.1.1, without the spaces that it allows inside and nobody writes. */
const BOUNDARY = /^(?:"([\w'()+,./:=?-]{1,70})"|([\w'+./?-]{1,70}))$/;

/**
 * Finds the model in a body of the declared type. Refuses a type that a vendor may read as anything else than the gateway
 * does: the same bytes read as a form or in UTF-7 can name another model (field.md D21). A body of no declared type is
 * JSON and nothing else.
 */
export function scannerFor(headers: HeaderList, accepted: readonly BodyType[]): ModelScanner | Refusal {
  const declared = headerValues(headers, 'content-type');
  const [value = 'application/json'] = declared;
  if (declared.length > 1) return unsupported(accepted);
  // What nearly every client sends.
  if (value === 'application/json' && accepted.includes('json')) return new JsonScanner();
  const [type = '', ...parameters] = value.split(';').map((part) => part.trim());
  if (accepted.includes('json') && JSON_TYPE.test(type) && isUtf8(parameters)) return new JsonScanner();
  if (accepted.includes('form') && FORM_TYPE.test(type)) {
    const boundary = boundaryOf(parameters);
    return typeof boundary === 'string' ? createFormScanner(boundary) : boundary;
  }
  return unsupported(accepted);
}

function isUtf8(parameters: readonly string[]): boolean {
  const charset = valuesOf(parameters, 'charset');
  return charset.length <= 1 && charset.every((value) => UTF8.test(value));
}

function boundaryOf(parameters: readonly string[]): string | Refusal {
  const values = valuesOf(parameters, 'boundary');
  const [, quoted, token] = BOUNDARY.exec(values[0] ?? '') ?? [];
  const boundary = quoted ?? token;
  if (values.length === 1 && boundary !== undefined) return boundary;
  return refuse(
    'unsupported_media_type',
    'multipart/form-data must name one boundary of up to 70 plain characters',
  );
}

/** All values of a parameter, those in the extended and continued forms of RFC 2231 (`name*`, `name*0`) included. */
function valuesOf(parameters: readonly string[], name: string): string[] {
  return parameters.flatMap((parameter) => {
    const [, key = '', value = ''] = /^([^=\s*]+)[^=]*=\s*(.*)$/.exec(parameter) ?? [];
    return key.toLowerCase() === name ? [value] : [];
  });
}

const TOLD: Readonly<Record<BodyType, string>> = {
  json: 'application/json, in UTF-8',
  form: 'multipart/form-data',
};

function unsupported(accepted: readonly BodyType[]): Refusal {
  const types = accepted.map((type) => TOLD[type]).join(' or ');
  return refuse('unsupported_media_type', `send the body as content-type: ${types}`);
}
