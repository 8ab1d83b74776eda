/** OpenAI's list, with what Aperture adds to it (spec/aperture.md 3.7). */
import { openai } from '../formats/dialects.ts';
import { FORMATS } from '../formats/table.ts';
import type { ModelPrices } from '../ports/model-info.ts';
import type { DescribedModel, Pricing } from './describe.ts';
import { dollarsEach } from './dollars.ts';
import type { ListShape } from './shape.ts';

/** A model at a provider, as the list has it. */
export interface OfferedModelJson {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
  readonly display_name: string;
  readonly pricing_display_name?: string | undefined;
  /** `/v1/responses`, `/v1/messages`, … */
  readonly supported_endpoints: readonly string[];
  readonly context_window_tokens?: number | undefined;
  readonly max_output_tokens?: number | undefined;
  readonly capabilities?: readonly string[] | undefined;
  /** Dollars for one token or one search, as decimals. */
  readonly pricing?: Readonly<Record<string, string>> | undefined;
  readonly metadata: {
    readonly provider: {
      readonly id: string;
      readonly name: string;
      readonly description: string;
      /** The client brings its own credential. */
      readonly requires_client_auth: boolean;
      readonly upstream: string;
    };
  };
}

export const openaiShape: ListShape = {
  dialect: openai,
  formats: null,
  uniqueIds: false,
  list: (models, _query, since) => ({ object: 'list', data: models.map((model) => listed(model, since)) }),
  one: listed,
};

/** The same for Claude Code, which is shown what it can speak and nothing else. */
export const claudeCodeShape: ListShape = {
  ...openaiShape,
  formats: new Set(['anthropic_messages', 'bedrock_model_invoke', 'google_raw_predict']),
};

/** Undefined fields are none in JSON: a client is never told of a limit or a price that nobody knows. */
function listed(described: DescribedModel, since: number): OfferedModelJson {
  const { provider, model, pricing } = described;
  return {
    id: model,
    object: 'model',
    // Vendors' own dates are not known.
    created: since,
    owned_by: provider.id,
    display_name: described.displayName,
    pricing_display_name: pricing?.displayName ?? undefined,
    supported_endpoints: FORMATS.flatMap(({ flags, advertised }) =>
      advertised && flags.some((flag) => provider.formats.has(flag)) ? [advertised] : [],
    ),
    context_window_tokens: described.contextWindow ?? undefined,
    max_output_tokens: described.maxOutput ?? undefined,
    capabilities: described.capabilities ?? undefined,
    pricing: pricing ? inDollars(pricing) : undefined,
    metadata: {
      provider: {
        id: provider.id,
        name: provider.name,
        description: provider.description,
        // The client must bring its own credential.
        requires_client_auth: provider.authMode === 'passthrough',
        upstream: provider.upstream,
      },
    },
  };
}

const UNITS: readonly (readonly [unit: keyof ModelPrices, name: string])[] = [
  ['input', 'input'],
  ['output', 'output'],
  ['inputCacheRead', 'input_cache_read'],
  ['inputCacheWrite', 'input_cache_write'],
  ['inputCacheWrite1h', 'input_cache_write_1h'],
  ['webSearch', 'web_search'],
];

function inDollars({ prices }: Pricing): Record<string, string> {
  const known = UNITS.flatMap(([unit, name]) => {
    const nano = prices[unit];
    return nano === undefined ? [] : [[name, dollarsEach(nano)] as const];
  });
  return Object.fromEntries(known);
}
