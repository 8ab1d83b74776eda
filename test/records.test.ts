/** From a call to its record: the server, its store in a file, and the API that reads it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@aperturejs/node';
import { createSqliteStore } from '@aperturejs/store';
import { expect, it, onTestFinished } from 'vitest';
import { startUpstream } from '../packages/node/src/testing/upstream.ts';

const CAP = 'tailscale.com/cap/aperture';
const EVENTS = [
  { type: 'response.created', response: { id: 'resp_1', model: 'gpt-5' } },
  {
    type: 'response.completed',
    response: {
      id: 'resp_1',
      model: 'gpt-5',
      status: 'completed',
      usage: { input_tokens: 1_000, input_tokens_details: { cached_tokens: 400 }, output_tokens: 50 },
    },
  },
];

it('a call is found with its tokens and its cost, and summed up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aperture-records-'));
  const upstream = await startUpstream();
  upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.end(EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  };
  const store = createSqliteStore(join(folder, 'aperture.db'));
  const server = createServer(
    {
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'admin' }, { models: '**', captures: 'full' }] } }],
      providers: {
        openai: {
          baseurl: upstream.origin,
          apikey: 'sk-made-up-and-long-enough',
          models: ['gpt-5'],
          compatibility: { openai_responses: true },
          cost_basis: 'openai',
        },
      },
    },
    { port: 0, store, logger: { log() {} } },
  );
  onTestFinished(async () => {
    await server.close({ drain: 0 });
    await store.close();
    await upstream.close();
    rmSync(folder, { recursive: true });
  });
  const { url } = await server.listen();
  const body = JSON.stringify({ model: 'gpt-5', input: 'my key is sk-another-made-up-key' });
  const headers = {
    'content-type': 'application/json',
    'session-id': 'a-thread',
    authorization: 'Bearer mine',
  };
  await (await fetch(`${url}/v1/responses`, { method: 'POST', headers, body })).text();

  interface Page {
    readonly records: readonly { readonly id: string }[];
  }
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}/aperture/${path}`)).json();
  // The price list is loaded with the first call, and the batch is written soon after.
  await expect.poll(async () => ((await get('records')) as Page).records.length, { timeout: 10_000 }).toBe(1);
  const { records } = (await get('records?session=a-thread&q=GPT-5')) as Page;
  expect(records).toMatchObject([
    {
      identity: { login: '(loopback)' },
      provider: 'openai',
      outcome: 'completed',
      usage: { input_tokens: 1_000, cached_tokens: 400, output_tokens: 50 },
      // 600 at $1.25, 400 at $0.125 and 50 at $10 a million.
      cost: { dollars: '0.001300000', basis: 'openai/gpt-5' },
    },
  ]);
  const one = JSON.stringify(await get(`records/${records[0]!.id}`));
  expect(one).toContain('my key is [redacted]');
  expect(one).not.toMatch(/sk-|Bearer mine/);
  expect(await get('usage?by=user,model')).toMatchObject({
    rows: [{ key: { user: '(loopback)', model: 'gpt-5' }, requests: 1, cost: { nano_dollars: 1_300_000 } }],
  });
  expect(await get('records?provider=nobody')).toEqual({ records: [], next: null });
});
