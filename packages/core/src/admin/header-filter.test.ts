import { describe, expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import { AS, CAP, post, url } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { recorder } from '../testing/recorder.ts';

const ALICE = AS('alice@example.com');
const ROOT = AS('root@example.com');
const grant = (login: string, ...capabilities: object[]): object => ({
  src: [login],
  app: { [CAP]: capabilities },
});

interface Body {
  readonly records: unknown[];
  readonly rows: unknown[];
  readonly errors: { readonly message: string }[];
}

async function stage() {
  const store = memoryStore();
  const gateway = createGateway(
    {
      grants: [
        grant('*', { role: 'user' }, { models: '**', add_headers: ['X-Cost-Center: 42'] }),
        grant('alice@example.com', { filterable_headers: ['X-Team', { name: 'x-cost-center' }, 'x-gone'] }),
        grant('root@example.com', { role: 'admin' }, { filterable_headers: ['*'] }),
        grant('boss@example.com', { role: 'admin' }),
      ],
      providers: { openai: { baseurl: 'https://api.openai.com', apikey: 'k', models: ['gpt-5'] } },
      database: {
        headers: {
          filterable: [
            { name: 'X-TEAM' },
            { name: 'x-cost-center' },
            { name: 'x-secret-plan', redact_values: true },
          ],
        },
      },
    },
    { transport: recorder(), store },
  );
  const call = async (who: typeof ALICE, headers: Record<string, string>, model = 'gpt-5'): Promise<void> => {
    await (await gateway.fetch(post('/v1/chat/completions', { model }, headers), who)).text();
  };
  await call(ALICE, { 'x-team': 'red' });
  await call(ALICE, { 'X-Team': 'blue', 'x-cost-center': '7', 'x-secret-plan': 'world' });
  await call(ROOT, { 'x-team': 'red' }, 'nothing');
  const get = async (path: string, who = ALICE) => {
    const answer = await gateway.fetch(new Request(url(`/aperture/${path}`)), who);
    return { status: answer.status, body: (await answer.json()) as Body };
  };
  return { get, store };
}

describe('a header', () => {
  it('is kept of calls as it came and as it went, where the config names it', async () => {
    const { store } = await stage();
    expect(store.entries.map(({ record }) => record.headers)).toEqual([
      { 'x-team': 'red', 'x-cost-center': '42' },
      { 'x-team': 'blue', 'x-cost-center': '42', 'x-secret-plan': '[redacted]' },
      // It got nowhere.
      { 'x-team': 'red' },
    ]);
  });

  it('finds calls and sums them up, one’s own for users', async () => {
    const { get } = await stage();
    const teams = async (query: string, who = ALICE): Promise<unknown> => {
      const { status, body } = await get(`records?${query}`, who);
      return [status, body.records.length];
    };
    expect(await teams('header=x-team')).toEqual([200, 2]);
    expect(await teams('header=X-Team:red')).toEqual([200, 1]);
    expect(await teams('header=x-team:%20red')).toEqual([200, 1]);
    expect(await teams('header=x-team:red', ROOT)).toEqual([200, 2]);
    expect(await teams('header=x-cost-center:7')).toEqual([200, 0]);
    const sums = await get('usage?header=x-team&by=header', ROOT);
    expect(sums.body.rows).toMatchObject([
      { key: { header: 'blue' }, requests: 1, failed: 0 },
      { key: { header: 'red' }, requests: 2, failed: 1 },
    ]);
    expect((await get('usage?header=x-team:red')).body.rows).toMatchObject([{ requests: 1 }]);
    expect((await get('records')).body.records).not.toHaveProperty('0.headers');
  });

  it('needs a grant, for admins too', async () => {
    const { get } = await stage();
    for (const path of ['records?header=x-secret-plan', 'usage?header=x-secret-plan:a']) {
      expect(await get(path)).toMatchObject({
        status: 403,
        body: {
          detail: expect.stringContaining(
            'no grant of yours has "x-secret-plan" among its filterable_headers',
          ),
        },
      });
    }
    expect((await get('records?header=x-team', AS('boss@example.com'))).status).toBe(403);
    expect((await get('records?header=x-secret-plan', ROOT)).status).toBe(200);
  });

  it('must be one of the config, and written as one', async () => {
    const { get } = await stage();
    for (const [query, why] of [
      [
        'records?header=x-gone',
        'is not one of database.headers.filterable, which has x-team, x-cost-center, x-secret-plan',
      ],
      ['records?header=a%20b', 'must be the name of a header'],
      ['records?header=:x', 'must be the name of a header'],
      [`usage?header=x-team:${'x'.repeat(400)}`, 'must be the name of a header'],
      ['usage?by=header', 'tells by "header" only with "header=NAME"'],
    ] as const) {
      const { status, body } = await get(query);
      expect([status, body.errors[0]!.message]).toEqual([422, expect.stringContaining(why)]);
    }
  });
});
