/** Anthropic's SDK for Vertex AI: the same from the gateway, which has the service account, as from Vertex AI. */
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedIn } from '../../google/signed-in.mjs';
import { OPEN, setGoogleStage, vertexAccount, vertexOwn } from '../../google/stage.mjs';
import { drained, outcomeOf } from '../../sdk/outcome.mjs';

const MODEL = 'claude-sonnet-4-5@20250929';

let stage;
beforeAll(async () => {
  stage = await setGoogleStage({
    config: ({ vertex, accounts }) => ({
      grants: OPEN,
      providers: { vertex: vertexAccount(vertex, accounts), 'vertex-own': vertexOwn(vertex) },
    }),
  });
});
afterAll(() => stage?.close());

const clientAt = (baseURL, projectId, token) =>
  new AnthropicVertex({ baseURL, projectId, region: 'us-east5', maxRetries: 0, ...signedIn(token) });

const ask = (content) => ({
  model: MODEL,
  max_tokens: 64,
  messages: [{ role: 'user', content }],
  tools: [
    {
      name: 'get_weather',
      input_schema: { type: 'object', properties: { city: { type: 'string' } } },
    },
  ],
});

const CALLS = {
  'a message': (client) => client.messages.create(ask('Grüße: say hi')),
  'a tool call': (client) => client.messages.create(ask('call get_weather {"city":"Zürich"}')),
  'a stream': (client) => drained(client.messages.stream(ask('Grüße: call get_weather {"city":"Bern"}'))),
  'a count of tokens': (client) =>
    client.messages.countTokens({ model: MODEL, messages: [{ role: 'user', content: 'How many?' }] }),
  'an error': (client) => client.messages.create(ask('fail: RESOURCE_EXHAUSTED')),
  'a body that is refused': (client) => client.messages.create({ ...ask('hi'), messages: [] }),
};

describe.each([
  ['the service account, in a project that is named', '/v1', () => [stage.accounts.project, 'not-needed']],
  [
    'the service account, in its own project',
    '/v1',
    () => ['_aperture_auto_vertex_project_id_', 'not-needed'],
  ],
  ['oneself', '/vertex-own/v1', () => [stage.accounts.project, stage.accounts.issue('person')]],
])('as %s', (_, path, settings) => {
  test.each(Object.entries(CALLS))('%s', async (title, call) => {
    const { requests } = stage.vertex;
    const direct = clientAt(`${stage.vertex.url}/v1`, stage.accounts.project, stage.accounts.issue('person'));
    const expected = await outcomeOf(() => call(direct));
    expect(expected).toHaveProperty(/error|refused/.test(title) ? 'error' : 'value');
    expect(await outcomeOf(() => call(clientAt(stage.gateway.url + path, ...settings())))).toEqual(expected);
    const [first, second] = requests.slice(-2);
    expect([second.url, second.sha256]).toEqual([first.url, first.sha256]);
  });
});
