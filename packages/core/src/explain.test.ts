import { describe, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import { AS, ask, CONFIG, post } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';

describe('explain', () => {
  const gateway = createGateway(CONFIG, { transport: recorder() });

  it('tells where a request goes and why, with no credential in it', async () => {
    const told = await gateway.explain({
      as: 'alice@example.com',
      path: '/codex/responses',
      model: 'gpt-5.3-codex',
      headers: { authorization: 'Bearer secret-token' },
    });
    expect(told).toMatchObject({
      decision: 'forward',
      forward: {
        provider: 'codex-oauth',
        model: 'gpt-5.3-codex',
        url: 'https://chatgpt.com/backend-api/codex/responses',
        credential: 'passthrough',
        grant: 'grants[1]',
      },
    });
    const overridden = await gateway.explain({
      as: 'alice@example.com',
      path: '/v1/responses',
      model: 'gpt-5',
    });
    expect(JSON.stringify([told, overridden])).not.toMatch(/secret-token|sk-organisation/);
  });

  it('assumes that the client is signed in, and says so', async () => {
    const told = await gateway.explain({
      as: 'alice@example.com',
      path: '/codex/responses',
      model: 'gpt-5.3-codex',
    });
    expect(told.decision).toBe('forward');
    expect(told.steps.map(({ step }) => step)).toContain('assumed');
  });

  it('knows the lists', async () => {
    const models = { as: 'alice@example.com', method: 'GET', path: '/codex/models' };
    expect(await gateway.explain(models)).toMatchObject({
      decision: 'forward',
      forward: { provider: 'codex-oauth', url: 'https://chatgpt.com/backend-api/codex/models' },
    });
    expect(await gateway.explain({ ...models, headers: {} })).toMatchObject({ refusal: { status: 404 } });
    expect(await gateway.explain({ ...models, path: '/v1/models' })).toMatchObject({ decision: 'answer' });
  });

  it('tells the same refusals that a client gets', async () => {
    const questions = [
      { as: 'bob@example.com', path: '/v1/responses', model: 'gpt-5' },
      { as: 'alice@example.com', path: '/v1/chat/completions', model: 'claude-sonnet-4-5' },
      { as: 'alice@example.com', path: '/codex/responses', model: 'gpt-5.3-codex', headers: {} },
      { as: 'alice@example.com', path: '/nowhere', model: 'gpt-5' },
    ];
    for (const question of questions) {
      const told = await gateway.explain(question);
      const { status, body } = await ask(post(question.path, { model: question.model }), AS(question.as));
      expect(told.decision).toBe('refuse');
      expect([told.refusal?.status, told.refusal?.message]).toEqual([status, body.error.message]);
    }
  });
});
