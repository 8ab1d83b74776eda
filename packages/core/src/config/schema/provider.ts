/** `providers` (spec/aperture.md 1.3–1.6). */
import * as v from 'valibot';
import type { Authorization, AuthMode, CostBasis, HeaderAuthorization } from '../snapshot.ts';
import { flag, integer, list, named, oneOf, optional, secret, section, text, type Field } from './field.ts';
import { COST_BASES, modelCost, modelInfo, type ModelCostConfig, type ModelInfoConfig } from './model.ts';

/** The `compatibility` flags: the formats, and one that only changes paths. */
export const FLAGS = [
  'openai_chat',
  'openai_responses',
  'anthropic_messages',
  'gemini_generate_content',
  'google_generate_content',
  'google_raw_predict',
  'google_code_assist',
  'bedrock_model_invoke',
  'bedrock_converse',
  'experimental_gemini_cli_vertex_compat',
] as const;

export type CompatibilityFlag = (typeof FLAGS)[number];

const HEADER_AUTHORIZATIONS: readonly HeaderAuthorization[] = [
  'bearer',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'hec',
  'cf-aig-authorization',
];

/** A provider as the config has it. */
export interface ProviderConfig {
  readonly baseurl: string;
  readonly models: readonly string[];
  readonly apikey: string;
  readonly authorization: Authorization;
  readonly aws_region: string | undefined;
  readonly auth_mode: AuthMode | '';
  readonly name: string;
  readonly description: string;
  readonly compatibility: Readonly<Record<CompatibilityFlag, boolean | undefined>>;
  readonly preference: number;
  readonly disabled: boolean;
  readonly cost_basis: CostBasis | undefined;
  readonly model_cost_map: readonly ModelCostConfig[];
  readonly model_info: Readonly<Record<string, ModelInfoConfig>>;
  readonly add_headers: readonly string[];
  readonly upstream: string;
  readonly websockets: boolean | undefined;
  readonly tailnet: boolean | undefined;
}

const HOW =
  'How the key is sent: `Authorization: Bearer`, or a header of that name; `hec` is `Authorization: Splunk`';

/** How a key is sent in a header; hooks use the same words. */
export const headerAuthorization: Field<HeaderAuthorization> = optional(
  oneOf(HEADER_AUTHORIZATIONS, `${HOW}.`),
  'bearer',
);

const authorization: Field<Authorization> = optional(
  oneOf(
    [...HEADER_AUTHORIZATIONS, 'aws-sigv4'],
    `${HOW}; \`aws-sigv4\` signs each request with an AWS key pair.`,
  ),
  'bearer',
);

/** `Header-Name: value` entries of providers and grants. */
export const addHeaders: Field<readonly string[]> = optional(
  list(
    'Headers added to every request for the provider, each written `Header-Name: value`.',
    secret(text(), 'header'),
  ),
  [],
);

const served = (what: string): Field<boolean | undefined> => optional(flag(what));

const compatibility: Field<ProviderConfig['compatibility']> = section<ProviderConfig['compatibility']>(
  'The API formats that the provider serves. `openai_chat` is on unless another flag is.',
  {
    openai_chat: served(
      'OpenAI Chat Completions, `/v1/chat/completions`, and the rest of OpenAI’s API beside it.',
    ),
    openai_responses: served('OpenAI Responses, `/v1/responses`, and the rest of OpenAI’s API beside it.'),
    anthropic_messages: served('Anthropic Messages, `/v1/messages`.'),
    gemini_generate_content: served('Gemini API, `/v1beta/models/{model}:generateContent`.'),
    google_generate_content: served('Vertex AI `generateContent` for Gemini models.'),
    google_raw_predict: served('Vertex AI `rawPredict` for Anthropic models.'),
    google_code_assist: served(
      'The backend of Gemini CLI’s “Login with Google”, `/v1internal:generateContent`.',
    ),
    bedrock_model_invoke: served('Amazon Bedrock `invoke`.'),
    bedrock_converse: served('Amazon Bedrock `converse`.'),
    experimental_gemini_cli_vertex_compat: served(
      'Gives the short Vertex AI paths of Gemini CLI the project of the service account.',
    ),
  },
);

/** One provider. */
export const provider: Field<ProviderConfig> = section<ProviderConfig>('An upstream LLM service.', {
  baseurl: optional(
    text('The URL that the path of a request is appended to, such as `https://api.openai.com`.'),
    '',
  ),
  models: optional(list('The exact ids of the models it serves; wildcards match nothing.', text()), []),
  apikey: optional(
    secret(
      text(
        'The credential for the provider: a key; `keyfile::` and a base64 service-account JSON, for Vertex AI; `ID:SECRET` or `ID:SECRET:SESSION_TOKEN` with `aws-sigv4`.',
      ),
    ),
    '',
  ),
  authorization,
  aws_region: optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9-]+$/, 'expected a region such as "us-east-1"'),
      v.description('The region that `aws-sigv4` signs for; by default told from the host of `baseurl`.'),
    ),
  ),
  auth_mode: optional(
    oneOf(
      ['', 'override', 'passthrough', 'none'],
      'Whose credential goes upstream: `override` the `apikey`, `passthrough` the client’s own, `none` none.',
    ),
    '',
  ),
  name: optional(text('A display name.'), ''),
  description: optional(text('Shown in model lists.'), ''),
  compatibility: optional(compatibility, {} as ProviderConfig['compatibility']),
  preference: optional(
    integer('Among providers of the same model the highest wins.', -(2 ** 31), 2 ** 31 - 1),
    0,
  ),
  disabled: optional(flag('Takes it out of routing and model lists.'), false),
  cost_basis: optional(oneOf(COST_BASES, 'The price table to use; by default told from `compatibility`.')),
  model_cost_map: optional(list('Prices models under other names; the first match counts.', modelCost), []),
  model_info: optional(named('What model lists tell of its models, by model id.', modelInfo), {}),
  add_headers: addHeaders,
  upstream: optional(
    text('The kind of upstream, such as `openai`, `anthropic`, `chatgpt`; by default told from `baseurl`.'),
    '',
  ),
  websockets: optional(
    flag(
      'Whether WebSockets are relayed to it; by default only to the ChatGPT backend and to `api.openai.com`. Clients that ask in vain are told to use HTTP.',
    ),
  ),
  tailnet: optional(flag('An early mark of providers inside a tailnet; without effect.')),
});
