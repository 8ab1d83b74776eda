/** What a provider's section says of its models: `cost_basis`, `model_cost_map` and `model_info`. */
import type { CostBasis } from '../snapshot.ts';
import { integer, list, number, optional, section, text, type Field } from './field.ts';

/** The price tables there are. */
export const COST_BASES: readonly CostBasis[] = [
  'anthropic',
  'openai',
  'google',
  'vertex',
  'bedrock',
  'bedrock-us',
  'bedrock-eu',
  'bedrock-ap',
  'azure',
  'azure-eu',
  'openrouter',
  'vercel',
];

/** An entry of `model_cost_map` as the config has it. */
export interface ModelCostConfig {
  readonly match: string;
  readonly as: string | undefined;
  readonly adjustment: number;
}

/** An entry of `model_info` as the config has it. */
export interface ModelInfoConfig {
  readonly display_name: string | undefined;
  readonly context_window_tokens: number | undefined;
  readonly max_output_tokens: number | undefined;
  readonly capabilities: readonly string[] | undefined;
}

/** One entry of `model_cost_map`. */
export const modelCost: Field<ModelCostConfig> = section<ModelCostConfig>(
  'Prices models under another name.',
  {
    match: text('A glob over the model id: `*` any run without `/`, `?` one character, `[…]` a class.'),
    as: optional(text('The model whose price counts.')),
    adjustment: optional(number('Multiplies the price; 1.1 adds ten per cent.'), 1),
  },
);

const tokens = (what: string): Field<number | undefined> =>
  optional(integer(what, 1, Number.MAX_SAFE_INTEGER));

/** One entry of `model_info`. */
export const modelInfo: Field<ModelInfoConfig> = section<ModelInfoConfig>(
  'What model lists tell of a model.',
  {
    display_name: optional(text('Its name for people.')),
    context_window_tokens: tokens('The most tokens it takes in.'),
    max_output_tokens: tokens('The most tokens it gives out.'),
    capabilities: optional(list('What it can do, such as `vision`, `tools` or `reasoning`.', text())),
  },
);
