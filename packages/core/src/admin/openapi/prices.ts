/** Providers and prices, described. */
import { jsonOf, type Description } from './description.ts';
import {
  BOOLEAN,
  list,
  named,
  nullable,
  NUMBER,
  object,
  oneOf,
  ref,
  saying,
  STRING,
  type JsonSchema,
} from './schema.ts';

export const LIST_PROVIDERS: Description = {
  name: 'listProviders',
  summary: 'Every provider of the config, those that are disabled included',
  answers: {
    200: jsonOf(
      'A bare array.',
      list(
        object({
          id: STRING,
          name: STRING,
          description: STRING,
          models: nullable(list(STRING)),
          compatibility: named(BOOLEAN),
          requires_client_auth: saying('The client must bring its own credential.', BOOLEAN),
        }),
      ),
    ),
  },
};

/** The schemas that have a name in the document. */
export const PRICE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  PriceCatalogue: object({
    currency: oneOf('USD'),
    units: named(object({ basis: STRING, quantity: NUMBER }), 'What each price is for, by its name.'),
    cost_bases: list(STRING),
    models: named(
      object({
        cost_bases: named(
          object({
            source: saying('The price list, with its version.', nullable(STRING)),
            resolved_model: STRING,
            resolver_adjustment: NUMBER,
            effective_pricing: named(NUMBER, 'Dollars, by the names of `units`.'),
          }),
        ),
      }),
    ),
    configured_adjustments: object({
      providers: named(
        object({
          'cost_basis?': STRING,
          cost_basis_source: oneOf('explicit', 'inferred', 'none'),
          model_cost_map: nullable(list(object({ match: STRING, as: STRING, 'adjustment?': NUMBER }))),
        }),
      ),
    }),
  }),
};

const PRICES: Omit<Description, 'name' | 'summary'> = {
  details:
    'Needs a grant with `read_pricing`; the admin role is not enough. Not filtered by the models one may use.',
  headers: { 'If-None-Match': 'The `ETag` of an earlier answer.' },
  answers: {
    200: jsonOf('The prices.', ref('PriceCatalogue'), { ETag: 'Changes with the prices.' }),
    304: { description: 'They are the same.', headers: { ETag: 'As before.' } },
  },
};

export const TELL_PRICES: Description = {
  ...PRICES,
  name: 'getPricing',
  summary: 'The prices that costs are estimated with',
};

export const TELL_MODEL_PRICES: Description = {
  ...PRICES,
  name: 'getModelPricing',
  summary: 'The prices of one model',
  places: { model: 'The model; it may contain slashes. One that is not known has no entry in `models`.' },
};
