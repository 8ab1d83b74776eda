/** Anthropic's own SDK: whatever it parses from the API it parses from the gateway, to the last field. */
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drained, headersOf, outcomeOf } from '../../sdk/outcome.mjs';
import { KEYS, SDK_FACES, setSdkStage } from '../../sdk/stage.mjs';
import { CLAUDE as MODEL } from '../../stage.mjs';
import { betasOf } from '../../stubs/anthropic-api.mjs';

const ask = (content) => ({ model: MODEL, max_tokens: 100, messages: [{ role: 'user', content }] });
const TOOLS = [
  {
    name: 'weather',
    description: 'The weather of a city',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const TWO_CALLS = 'call weather {"city":"Zürich"} and call weather {"city":"Bern"}';
const THINKING = { type: 'enabled', budget_tokens: 1024 };

/** @type {Record<string, (client: Anthropic) => unknown>} */
const ANSWERS = {
  'a message': (client) => client.messages.create(ask('say hi, größer')),
  'its response headers': async (client) => {
    const { response, request_id } = await client.messages.create(ask('say hi')).withResponse();
    return { status: response.status, headers: headersOf(response.headers), request_id };
  },
  'a stream': async (client) => drained(await client.messages.create({ ...ask('say hi'), stream: true })),
  'a stream of thoughts and tool calls, put together': (client) =>
    client.messages.stream({ ...ask(TWO_CALLS), tools: TOOLS, thinking: THINKING }).finalMessage(),
  'the answer to tool calls, with the thoughts before them': async (client) => {
    const first = { ...ask(TWO_CALLS), tools: TOOLS, thinking: THINKING };
    const { content } = await client.messages.create(first);
    const results = content
      .filter(({ type }) => type === 'tool_use')
      .map(({ id, input }) => ({ type: 'tool_result', tool_use_id: id, content: `rain in ${input.city}` }));
    return client.messages.create({
      ...first,
      messages: [...first.messages, { role: 'assistant', content }, { role: 'user', content: results }],
    });
  },
  'a beta': (client) =>
    client.beta.messages.create({
      ...ask('say hi'),
      betas: ['context-1m-2025-08-07', 'a-beta-nobody-knows-2030-01-01'],
    }),
  'a count of tokens': ({ messages }) => {
    const { max_tokens: _, ...counted } = ask('say hi');
    return messages.countTokens(counted);
  },
};

/** What Anthropic says no to, before a stream begins and within it. */
const ERRORS = {
  'an error': (client) => client.messages.create(ask('fail: invalid_request_error')),
  'a rate limit': (client) => client.messages.create(ask('fail: rate_limit_error')),
  overload: (client) => client.messages.create(ask('fail: overloaded_error')),
  'an error before a stream': (client) =>
    client.messages.create({ ...ask('fail: overloaded_error'), stream: true }),
  'an error within a stream': async (client) =>
    drained(await client.messages.create({ ...ask('break: overloaded_error'), stream: true })),
  'a stream that breaks off': async (client) =>
    drained(await client.messages.create({ ...ask('break: off'), stream: true })),
};

describe.each(SDK_FACES)('@anthropic-ai/sdk through %s', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setSdkStage({ face });
  });
  afterAll(() => stage?.close());

  const direct = () =>
    new Anthropic({ baseURL: stage.anthropic.url, apiKey: stage.anthropic.key, maxRetries: 0 });
  const through = (options) =>
    new Anthropic({ baseURL: stage.gateway.url, apiKey: 'not-needed', maxRetries: 0, ...options });

  test.each(Object.keys(ANSWERS))('%s', async (name) => {
    const expected = await outcomeOf(() => ANSWERS[name](direct()));
    expect(expected).toHaveProperty('value');
    expect(await outcomeOf(() => ANSWERS[name](through()))).toEqual(expected);
    expect(stage.anthropic.objections).toEqual([]);
  });

  test.each(Object.keys(ERRORS))('%s', async (name) => {
    const expected = await outcomeOf(() => ERRORS[name](direct()));
    expect(expected).toHaveProperty('error');
    expect(await outcomeOf(() => ERRORS[name](through()))).toEqual(expected);
    expect(stage.anthropic.objections).toEqual([]);
  });

  test('the betas that the client names, and no other', async () => {
    await ANSWERS['a beta'](direct());
    const named = betasOf(stage.anthropic.requests.at(-1).headers);
    await ANSWERS['a beta'](through());
    expect(named).toContain('a-beta-nobody-knows-2030-01-01');
    expect(betasOf(stage.anthropic.requests.at(-1).headers)).toEqual(named);
  });

  test('the list of models, which is the gateway’s own', async () => {
    const models = [];
    for await (const { id } of through().models.list()) models.push(id);
    expect(models).toContain(MODEL);
  });

  describe('the organisation’s key and a Claude plan, side by side', () => {
    const as = (login, options) =>
      through({ ...options, defaultHeaders: { 'x-aperture-key': KEYS[login], ...options?.defaultHeaders } });
    /** As Claude Code sends the token of a plan. */
    const plan = () => ({
      apiKey: null,
      authToken: stage.anthropic.oauthTokens[0],
      defaultHeaders: { 'anthropic-beta': 'oauth-2025-04-20' },
    });
    const credentials = () => {
      const { authorization, 'x-api-key': key } = stage.anthropic.requests.at(-1).headers;
      return { authorization, key };
    };

    test('Bob is paid for by the organisation', async () => {
      const { content } = await as('bob@example.com').messages.create(ask('say hi'));
      expect(content[0].text).toBe('You said: say hi');
      expect(credentials()).toEqual({ authorization: undefined, key: stage.anthropic.key });
    });

    test('and even with a plan of his own, for no grant opens that to him', async () => {
      await as('bob@example.com', plan()).messages.create(ask('say hi'));
      expect(credentials()).toEqual({ authorization: undefined, key: stage.anthropic.key });
      const refused = await outcomeOf(() =>
        as('bob@example.com', plan()).messages.create({ ...ask('say hi'), model: `claude-plan/${MODEL}` }),
      );
      expect(refused.error).toMatchObject({ class: 'NotFoundError', status: 404 });
    });

    test('Alice pays with her plan', async () => {
      await as('alice@example.com', plan()).messages.create(ask('say hi'));
      expect(credentials()).toEqual({
        authorization: `Bearer ${stage.anthropic.oauthTokens[0]}`,
        key: undefined,
      });
    });

    test('and is told so where she brings no token, not served on the organisation’s key', async () => {
      const before = stage.anthropic.requests.length;
      const bare = { apiKey: null, defaultHeaders: { authorization: null } };
      const { error } = await outcomeOf(() => as('alice@example.com', bare).messages.create(ask('say hi')));
      expect(error).toMatchObject({ class: 'AuthenticationError', status: 401 });
      expect(error.error.error.message).toContain('provider "claude-plan" uses your own credential');
      expect(stage.anthropic.requests).toHaveLength(before);
    });

    test('and cannot reach the other provider by its name', async () => {
      const { error } = await outcomeOf(() =>
        as('alice@example.com', plan()).messages.create({ ...ask('say hi'), model: `anthropic/${MODEL}` }),
      );
      expect(error.status).toBe(404);
      expect(error.error.error.message).toContain(`no route found for model "anthropic/${MODEL}"`);
    });

    test('no key of the gateway reaches Anthropic, and no credential the log', () => {
      const wire = stage.anthropic.requests.map(({ rawHeaders, body }) => rawHeaders.join('\n') + body);
      const log = stage.gateway.log();
      for (const key of Object.values(KEYS)) expect(wire.filter((text) => text.includes(key))).toEqual([]);
      for (const secret of [...Object.values(KEYS), stage.anthropic.key, ...stage.anthropic.oauthTokens])
        expect(log).not.toContain(secret);
    });
  });
});
