/** The Gemini API's list of models. */
import { refuse } from '../errors.ts';
import { google } from '../formats/dialects.ts';
import type { DescribedModel } from './describe.ts';
import { placeOf, wholeNumber, type ListShape } from './shape.ts';

const PAGE = 50;
const LARGEST_PAGE = 1000;

export const geminiShape: ListShape = {
  dialect: google,
  formats: new Set(['gemini_generate_content']),
  uniqueIds: true,
  list(models, query) {
    const size = wholeNumber(query, 'pageSize', 0);
    if (size === null) return refuse('invalid_request', 'pageSize must be a whole number, at least 0');
    let start = 0;
    // The id of the last model before the page: it stays right when other models come and go.
    if (query.get('pageToken')) {
      const place = placeOf(models, query, 'pageToken');
      if (typeof place !== 'number') return place;
      start = place + 1;
    }
    const end = start + (size === 0 ? PAGE : Math.min(size, LARGEST_PAGE));
    return {
      models: models.slice(start, end).map(listed),
      nextPageToken: end < models.length ? models[end - 1]?.model : undefined,
    };
  },
  one: listed,
};

/** What the gateway forwards for a model of the format. Google calls by this name the models that only embed. */
const GENERATION = ['generateContent', 'streamGenerateContent', 'countTokens'];
const EMBEDDING = ['embedContent', 'batchEmbedContents', 'countTokens'];

function listed({ provider, model, displayName, contextWindow, maxOutput }: DescribedModel): object {
  return {
    name: `models/${model}`,
    displayName,
    description: provider.description || undefined,
    inputTokenLimit: contextWindow ?? undefined,
    outputTokenLimit: maxOutput ?? undefined,
    supportedGenerationMethods: model.includes('embedding') ? EMBEDDING : GENERATION,
  };
}
