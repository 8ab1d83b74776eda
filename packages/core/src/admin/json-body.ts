/** Answers to requests with a JSON object as their body. */
import * as v from 'valibot';
import { Gathered } from '../body/gathered.ts';
import { expectation } from '../config/issue-text.ts';
import type { Field } from '../config/schema/field.ts';
import { findUnknownKeys } from '../config/unknown-keys.ts';
import { isRefusal, refuse, type Mistake, type Refusal } from '../errors.ts';
import { redactText } from '../record/redact.ts';
import type { ByteSource } from '../wire/byte-source.ts';
import { headerValue, headerValues } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';
import { didYouMean } from '../wording/nearest.ts';
import { pathText } from '../wording/path-text.ts';
import type { Answering, Question } from './question.ts';

/** More than any config, in bytes. */
export const MAX_BODY: number = 4 * 1024 * 1024;
/** More mistakes than anybody reads at once. */
const MAX_MISTAKES = 20;
const MAX_SHOWN = 100;

/** No other type: a form of another site can send all those that need no question beforehand (Fetch, "CORS-safelisted"). */
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-?8"?)?\s*$/i;
const NO_JSON_TYPE = refuse('unsupported_media_type', 'send the body as content-type: application/json');
const ENCODED = refuse('unsupported_encoding', 'send the body without a content-encoding');

/**
 * Makes an answer of one that needs a body. It gets only what the schema knows, of the right types; all else is refused,
 * each mistake by itself.
 *
 * @param maxBytes the longest body
 */
export function fromJson<T extends object>(
  schema: Field<T>,
  answer: (question: Question, body: T) => Promise<RawResponse | Refusal>,
  maxBytes: number = MAX_BODY,
): Answering {
  return async (question) => {
    const bytes = await bodyOf(question, maxBytes);
    if (isRefusal(bytes)) return bytes;
    const body = read(bytes, schema);
    return isRefusal(body) ? body : answer(question, body);
  };
}

async function bodyOf({ headers, request }: Question, maxBytes: number): Promise<Uint8Array | Refusal> {
  const types = headerValues(headers, 'content-type');
  if (types.length !== 1 || !JSON_TYPE.test(types[0] as string)) return NO_JSON_TYPE;
  const coding = headerValue(headers, 'content-encoding') ?? 'identity';
  if (coding.toLowerCase() !== 'identity') return ENCODED;
  if (Number(headerValue(headers, 'content-length') ?? 0) > maxBytes) return tooLong(maxBytes);
  const source = request.body;
  return source ? collect(source, maxBytes) : new Uint8Array();
}

/** All bytes of a body; whatever comes after too many of them is not read. */
function collect(source: ByteSource, maxBytes: number): Promise<Uint8Array | Refusal> {
  return new Promise((resolve, reject) => {
    const gathered = new Gathered();
    let seen = 0;
    source.start({
      write(chunk) {
        seen += chunk.byteLength;
        if (seen <= maxBytes) {
          gathered.add(chunk);
          return true;
        }
        source.cancel();
        resolve(tooLong(maxBytes));
        return false;
      },
      end: () => resolve(gathered.bytes()),
      fail: reject,
    });
  });
}

function read<T extends object>(bytes: Uint8Array, schema: Field<T>): T | Refusal {
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuseBody([{ location: 'body', message: 'must be a JSON object in UTF-8' }]);
  }
  const mistakes: Mistake[] = [];
  findUnknownKeys(schema, value, (path, known) => {
    const key = String(path.at(-1)).slice(0, MAX_SHOWN);
    const shown = pathText([...path.slice(0, -1), redactText(key)]);
    mistakes.push({ location: `body.${shown}`, message: `is not known${didYouMean(key, known)}` });
  });
  const result = v.safeParse(schema, value);
  for (const issue of result.issues ?? []) {
    const place = pathText(issue.path?.map(({ key }) => key as string | number) ?? []);
    const message =
      issue.input === undefined ? 'is missing' : issue.kind === 'schema' ? expectation(issue) : issue.message;
    mistakes.push({ location: `body.${place}`, message });
  }
  return result.success && mistakes.length === 0
    ? result.output
    : refuseBody(mistakes.slice(0, MAX_MISTAKES));
}

/** The value of a text; undefined if it has none. Why is not told: the parser quotes what it stumbles over. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The refusal of a body with mistakes. */
export function refuseBody(mistakes: readonly Mistake[]): Refusal {
  const told = mistakes.map(({ location, message }) => `${location} ${message}`);
  return { ...refuse('validation_failed', told.join('; ')), errors: mistakes };
}

function tooLong(maxBytes: number): Refusal {
  return refuse('body_too_large', `the body is longer than ${maxBytes} bytes`);
}
