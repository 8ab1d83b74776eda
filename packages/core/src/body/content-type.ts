/** What the body says it is. */
import { refuse, type Refusal } from '../errors.ts';
import { headerValues, type HeaderList } from '../wire/header-list.ts';

/** JSON in UTF-8, whatever the parameters besides. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i;
const UTF8 = /^"?(?:utf-?8|us-ascii)"?$/i;

/**
 * Refuses a body that a vendor may read as anything but JSON in UTF-8: the gateway finds the model in JSON, and the same
 * bytes read as a form or in UTF-7 can name another one (field.md D21). A body of no declared type is nothing else.
 */
export function checkJsonType(headers: HeaderList): Refusal | null {
  const declared = headerValues(headers, 'content-type');
  // Nothing declared, or what nearly every client sends.
  if (declared.length === 0 || (declared.length === 1 && declared[0] === 'application/json')) return null;
  const [type = '', ...parameters] = (declared[0] as string).split(';').map((part) => part.trim());
  const charset = parameters.filter((parameter) => /^charset\s*=/i.test(parameter));
  const plain = charset.every((parameter) => UTF8.test(parameter.slice(parameter.indexOf('=') + 1).trim()));
  if (declared.length === 1 && JSON_TYPE.test(type) && plain && charset.length <= 1) return null;
  return refuse('unsupported_media_type', 'send the body as content-type: application/json, in UTF-8');
}
