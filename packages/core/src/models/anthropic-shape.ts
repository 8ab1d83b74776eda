/** Anthropic's list, for its SDKs and for Claude Code, which asks for it within three seconds of its start. */
import { refuse } from '../errors.ts';
import { anthropic } from '../formats/dialects.ts';
import type { DescribedModel } from './describe.ts';
import { placeOf, wholeNumber, type ListShape } from './shape.ts';

const LIMIT = 1000;

export const anthropicShape: ListShape = {
  dialect: anthropic,
  formats: new Set(['anthropic_messages']),
  uniqueIds: true,
  list(models, query) {
    const limit = wholeNumber(query, 'limit', 20);
    if (limit === null || limit < 1 || limit > LIMIT) {
      return refuse('invalid_request', `limit must be a whole number from 1 to ${LIMIT}`);
    }
    if (query.has('after_id') && query.has('before_id')) {
      return refuse('invalid_request', 'after_id and before_id exclude one another; send one of them');
    }
    let start = 0;
    let end = limit;
    if (query.has('after_id')) {
      const place = placeOf(models, query, 'after_id');
      if (typeof place !== 'number') return place;
      start = place + 1;
      end = start + limit;
    } else if (query.has('before_id')) {
      const place = placeOf(models, query, 'before_id');
      if (typeof place !== 'number') return place;
      end = place;
      start = Math.max(0, end - limit);
    }
    const page = models.slice(start, end);
    return {
      data: page.map(listed),
      // In the direction that was asked for.
      has_more: query.has('before_id') ? start > 0 : end < models.length,
      first_id: page[0]?.model ?? null,
      last_id: page.at(-1)?.model ?? null,
    };
  },
  one: listed,
};

/** Whatever is not known is null, which Anthropic's own list has for it. */
function listed({ model, displayName, contextWindow, maxOutput }: DescribedModel): object {
  return {
    type: 'model',
    id: model,
    display_name: displayName,
    // The API's own word for an unknown date.
    created_at: '1970-01-01T00:00:00Z',
    max_input_tokens: contextWindow,
    max_tokens: maxOutput,
    capabilities: null,
    lifecycle: 'active',
    line: null,
    deprecated_at: null,
    retires_at: null,
  };
}
