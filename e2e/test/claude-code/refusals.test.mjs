/** What the user of Claude Code reads when the gateway says no, and how often it is asked (docs/reference/errors.md). */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLAUDE, claudePlan, grant, setStage } from '../../stage.mjs';
import { serve } from '../../stubs/serve.mjs';

const TOKEN = 'sk-ant-oat01-made-alice';
const sha256 = (key) => createHash('sha256').update(key).digest('hex');

/** A model at a provider of its own, which is told by the model's name. */
const provider = (baseurl, model, compatibility = { anthropic_messages: true }) => ({
  baseurl,
  models: [model],
  compatibility,
});

describe('Claude Code is refused', () => {
  let stage, mute;
  beforeAll(async () => {
    // Takes requests and never answers.
    mute = await serve(() => {});
    const closed = await serve(() => {});
    await closed.close();
    stage = await setStage({
      anthropic: { oauthTokens: [TOKEN] },
      config: ({ anthropic }) => ({
        server: { max_body_bytes: 120_000, deadlines: { first_byte: '200ms' } },
        identity: [
          { type: 'key', keys: [{ login: 'alice@example.com', sha256: sha256('gw-made-alice') }] },
          {
            type: 'key',
            header: 'x-visitor',
            keys: [{ login: 'visitor@example.com', sha256: sha256('gw-visitor') }],
          },
          { type: 'tailscale', socket: '/nowhere/tailscaled.sock', userspace: true },
        ],
        grants: [grant(['alice@example.com'], { role: 'user' }, { models: '**' })],
        providers: {
          plan: claudePlan(anthropic),
          chat: provider(anthropic.baseurl, 'claude-chat', { openai_chat: true }),
          closed: provider(closed.url, 'claude-closed'),
          mute: provider(mute.url, 'claude-mute'),
        },
      }),
    });
  });
  afterAll(async () => {
    await stage?.close();
    await mute?.close();
  });

  const alice = { 'x-aperture-key': 'gw-made-alice' };
  /** @returns what the user reads, and how many requests it took */
  const ask = async ({ env, headers = alice, model = CLAUDE, prompt = 'say hi', path } = {}) => {
    const before = stage.tap.requests().length;
    const claude = await stage.claude({ headers, path, env: { CLAUDE_CODE_OAUTH_TOKEN: TOKEN, ...env } });
    const { code, error } = await claude.print(prompt, '--model', model);
    expect(code).toBe(1);
    return { error, requests: stage.tap.requests().length - before };
  };

  test.each([
    [
      'a wrong gateway key',
      { headers: { 'x-aperture-key': 'gw-made-wrong' } },
      /403 the gateway credential in the header x-aperture-key/,
    ],
    [
      'a caller without a role',
      { headers: { 'x-visitor': 'gw-visitor' } },
      /403 access denied: no role granted/,
    ],
  ])('%s: once, in the gateway’s words', async (_, how, words) => {
    const { error, requests } = await ask(how);
    expect(error).toMatch(/^Failed to authenticate\. API Error: 403 /);
    expect({ requests, error }).toEqual({ requests: 1, error: expect.stringMatching(words) });
  });

  test.each([
    ['a model that nobody serves', { model: 'claude-nobody' }],
    ['a model in another format', { model: 'claude-chat' }],
    ['a base URL where nothing is', { path: '/nothing' }],
  ])('%s: twice, in words of its own', async (_, how) => {
    const { error, requests } = await ask(how);
    expect({ requests, error }).toEqual({
      requests: 2,
      error: expect.stringContaining(`There's an issue with the selected model (${how.model ?? CLAUDE})`),
    });
  });

  test('a body that is too large: once, in words of its own', async () => {
    const { error, requests } = await ask({ prompt: 'too large '.repeat(10_000) });
    expect({ requests, error }).toEqual({ requests: 1, error: expect.stringContaining('Request too large') });
  });

  test.each([
    [502, { model: 'claude-closed' }, /502 provider host 127\.0\.0\.1:\d+ /],
    [503, { headers: {} }, /503 /],
    [504, { model: 'claude-mute' }, /504 /],
  ])('a %d: again and again, then in the gateway’s words', async (_, how, words) => {
    const { error, requests } = await ask({ ...how, env: { CLAUDE_CODE_MAX_RETRIES: '1' } });
    expect({ requests, error }).toEqual({ requests: 2, error: expect.stringMatching(words) });
  });
});

test('Claude Code’s only token is the gateway’s own: it asks once, and reads that another one is needed', async () => {
  const stage = await setStage({
    config: ({ anthropic }) => ({
      identity: [
        {
          type: 'key',
          header: 'authorization',
          keys: [{ login: 'alice@example.com', sha256: sha256('gw-made-alice') }],
        },
      ],
      grants: [grant(['*'], { role: 'user' }, { models: '**' })],
      providers: { plan: claudePlan(anthropic) },
    }),
  });
  try {
    // By itself it would ask eleven times over three minutes.
    const claude = await stage.claude({ env: { ANTHROPIC_AUTH_TOKEN: 'gw-made-alice' } });
    expect(await claude.print('say hi')).toMatchObject({
      code: 1,
      error: expect.stringMatching(/401 provider "plan" uses your own credential .* sign Claude Code in/),
    });
    expect(stage.tap.requests()).toHaveLength(1);
    expect(stage.anthropic.requests).toEqual([]);
  } finally {
    await stage.close();
  }
});
