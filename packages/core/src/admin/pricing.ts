/** `GET /aperture/pricing` and `/aperture/pricing/{model}`: the prices that costs are estimated with, for callers with `read_pricing`. */
import { refuse, type Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import { hasTag } from '../wire/entity-tag.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA } from './data-answer.ts';
import { priceCatalogue } from './price-catalogue.ts';
import type { Question } from './question.ts';
import { nothingAsked } from './record-parameters.ts';

const NO_PRICING = refuse(
  'not_granted',
  'no grant of yours has "read_pricing": true; the admin role is not enough for it',
);

const encoder = new TextEncoder();

export async function tellPrices(question: Question): Promise<RawResponse | Refusal> {
  const { running, by, id, query, headers } = question;
  if (!by.access.readPricing) return NO_PRICING;
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const catalogue = await priceCatalogue(running, id === '' ? null : id);
  const etag = await tagOf(JSON.stringify(catalogue));
  if (hasTag(headers, etag)) return { status: 304, statusText: '', headers: ['etag', etag], body: null };
  return jsonAnswer(200, catalogue, { ...DATA, etag });
}

/** The same prices have the same tag, on every gateway and after every reload. */
async function tagOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
  return `"${Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}
