/** The smallest call in each API that clients speak: what the check sends. */

/** An API as the check speaks it. */
export interface Speech {
  /** As `/v1/models` names it among a model's endpoints. */
  readonly endpoint: string;
  /** The path that a client with such a base path asks. */
  path(basePath: string, model: string): string;
  readonly headers: Readonly<Record<string, string>>;
  body(model: string): object;
}

const TOKENS = 16;
const TEXT = 'Say hi.';

export const RESPONSES: Speech = {
  endpoint: '/v1/responses',
  path: (basePath) => `${basePath}/responses`,
  headers: {},
  body: (model) => ({ model, input: TEXT, max_output_tokens: TOKENS }),
};

export const CHAT: Speech = {
  endpoint: '/v1/chat/completions',
  // curl has no base URL: the whole path is written out.
  path: (basePath) => `${basePath || '/v1'}/chat/completions`,
  headers: {},
  body: (model) => ({ model, max_tokens: TOKENS, messages: [{ role: 'user', content: TEXT }] }),
};

export const MESSAGES: Speech = {
  endpoint: '/v1/messages',
  // opencode's SDK wants the version in its base URL; Claude Code and Anthropic's own bring it along.
  path: (basePath) => `${basePath.endsWith('/v1') ? basePath : `${basePath}/v1`}/messages`,
  headers: { 'anthropic-version': '2023-06-01' },
  body: (model) => ({ model, max_tokens: TOKENS, messages: [{ role: 'user', content: TEXT }] }),
};

export const GEMINI: Speech = {
  endpoint: '/v1beta/models/{model}:generateContent',
  path: (basePath, model) => `${basePath}/v1beta/models/${encodeURI(model)}:generateContent`,
  headers: {},
  body: () => ({ contents: [{ role: 'user', parts: [{ text: TEXT }] }] }),
};
