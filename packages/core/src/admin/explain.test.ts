import { describe, expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { ALICE, AS, CAP, post } from '../testing/gateway.ts';
import { problemOf, ROOT } from '../testing/records-stage.ts';
import { recorder } from '../testing/recorder.ts';

const transport = recorder();
const gateway = createGateway(
  {
    grants: [
      { src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: 'openai/gpt-5' }] } },
      { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }] } },
      { src: ['group:research'], app: { [CAP]: [{ models: 'hidden/**' }] } },
      { src: ['tag:ci'], app: { [CAP]: [{ models: '**' }] } },
    ],
    providers: {
      openai: {
        baseurl: 'https://api.openai.com',
        apikey: 'sk-organisation',
        models: ['gpt-5', 'gpt-6'],
        compatibility: { openai_responses: true },
      },
      hidden: {
        baseurl: 'https://hidden.example',
        apikey: 'sk-hidden',
        models: ['gpt-5', 'secret-model'],
        compatibility: { openai_responses: true },
      },
    },
  },
  { transport },
);

const ask = (body: object, by: RequestContext = ALICE): Promise<Response> =>
  gateway.fetch(post('/aperture/explain', body), by);
const told = async (body: object, by?: RequestContext): Promise<Explanation> => {
  const answer = await ask(body, by);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Explanation;
};

describe('what is explained', () => {
  it('goes nowhere', async () => {
    const explanation = await told({ path: '/v1/responses', model: 'gpt-5' });
    expect(explanation).toMatchObject({
      decision: 'forward',
      forward: {
        provider: 'openai',
        model: 'gpt-5',
        url: 'https://api.openai.com/v1/responses',
        credential: 'override',
        grant: 'grants[0]',
      },
    });
    expect(transport.sent).toEqual([]);
    expect(await told({ path: '/aperture/records', method: 'get' })).toMatchObject({
      refusal: { status: 404 },
    });
    expect(await told({ path: '/v1/chat', websocket: true })).toMatchObject({ refusal: { status: 426 } });
  });

  it('takes the path with and without what the gateway is mounted under', async () => {
    const explained = async (path: string): Promise<unknown> => {
      const body = { path, model: 'gpt-5' };
      return (await gateway.fetch(post('/ai/aperture/explain', body), { ...ALICE, basePath: '/ai' })).json();
    };
    for (const path of ['/ai/v1/responses', '/v1/responses']) {
      expect(await explained(path)).toMatchObject({
        forward: { provider: 'openai' },
      });
    }
    expect(await explained('/aim/v1/responses')).toMatchObject({
      refusal: { code: 'unknown_endpoint' },
    });
  });

  it('is what it would be for the caller, with all that is known of it', async () => {
    const research = AS('carol@example.com', { groups: ['group:research'] });
    expect(await told({ path: '/v1/responses', model: 'secret-model' }, research)).toMatchObject({
      forward: { provider: 'hidden' },
    });
    const capabilities = { [CAP]: [{ models: 'hidden/**' }] };
    const policy = AS('dave@example.com', { capabilities });
    expect(await told({ path: '/v1/responses', model: 'secret-model' }, policy)).toMatchObject({
      forward: { grant: 'tailnet policy' },
    });
  });

  it('shows a user nothing that no grant opens', async () => {
    for (const model of ['gpt-5', 'gpt-6', 'secret-model', 'hidden/secret-model']) {
      const explanation = JSON.stringify(await told({ path: '/v1/responses', model }));
      expect(explanation.replaceAll(model, '')).not.toMatch(/hidden/);
      expect(explanation).not.toMatch(/no grant opens/);
    }
    const unknown = await told({ path: '/v1/responses', model: 'unknown' });
    const secret = await told({ path: '/v1/responses', model: 'secret-model' });
    expect(JSON.stringify(secret).replaceAll('secret-model', 'unknown')).toBe(JSON.stringify(unknown));
    // Whoever runs the gateway is told all.
    const whole = await told({ path: '/v1/responses', model: 'secret-model' }, ROOT);
    expect(JSON.stringify(whole)).toMatch(/hidden\/secret-model: no grant opens it/);
  });

  it('tells no value of a header, and no key of a query', async () => {
    const explanation = await told({
      path: '/v1/responses?key=canary-1',
      model: 'gpt-5',
      headers: { authorization: 'Bearer canary-2', 'x-api-key': 'canary-3', cookie: 'canary-4' },
    });
    expect(JSON.stringify(explanation)).not.toMatch(/canary|sk-organisation/);
  });
});

describe('whose request it is', () => {
  const QUESTION = { path: '/v1/responses', model: 'secret-model' };

  it('an admin says', async () => {
    expect(await told({ ...QUESTION, as: 'alice@example.com' }, ROOT)).toMatchObject({ decision: 'refuse' });
    const carol = { ...QUESTION, as: 'carol@example.com', groups: ['group:research'] };
    expect(await told(carol, ROOT)).toMatchObject({ forward: { grant: 'grants[2]' } });
    expect(await told({ ...QUESTION, tags: ['tag:ci'] }, ROOT)).toMatchObject({
      forward: { grant: 'grants[3]' },
    });
  });

  it.each([{ as: 'bob@example.com' }, { tags: ['tag:ci'] }, { groups: ['group:research'] }, { as: '' }])(
    'a user does not: %o',
    async (more) => {
      expect(await problemOf(await ask({ ...QUESTION, ...more }))).toMatchObject({
        status: 403,
        title: 'not_granted',
      });
    },
  );

  it('a user may say that it is its own', async () => {
    expect(await told({ ...QUESTION, as: 'alice@example.com' })).toMatchObject({ decision: 'refuse' });
  });
});

it.each([
  [{}, 'body.path'],
  [{ path: 'https://evil.example/v1/responses' }, 'body.path'],
  [{ path: '/', headers: { a: 1 } }, 'body.headers.a'],
  [{ path: '/', modle: 'x' }, 'body.modle'],
  [{ path: '/', tags: 'tag:ci' }, 'body.tags'],
])('refuses what it does not understand: %o', async (body, location) => {
  const { status, errors } = await problemOf(await ask(body));
  expect([status, errors?.map((mistake) => mistake.location)]).toEqual([422, [location]]);
});

it('takes no body that is longer than a head may be', async () => {
  expect((await ask({ path: `/${'x'.repeat(70_000)}` })).status).toBe(413);
});
