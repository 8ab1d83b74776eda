import { describe, expect, it } from 'vitest';
import { hashKey } from '../access/sources/key.ts';
import { createGateway } from '../gateway.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { AS, CAP } from '../testing/gateway.ts';
import { problemOf } from '../testing/records-stage.ts';
import { recorder } from '../testing/recorder.ts';

const KEY = 'a-key-of-the-scraper';
/** Known to the host application, which may have gone by the network. */
const KNOWN = AS('scraper@example.com');

async function ask(
  host: string,
  { context = KNOWN, headers = {}, method = 'GET' }: Partial<Asked> = {},
): Promise<Response> {
  const keys = [{ sha256: await hashKey(KEY), login: 'scraper@example.com' }];
  const gateway = createGateway(
    {
      server: { hosts: ['aperture.monitoring.svc'] },
      identity: [{ type: 'key', keys }],
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user', read_metrics: true }] } }],
      providers: {},
    },
    { transport: recorder(), metrics: { contentType: 'text/plain', text: async () => 'figures' } },
  );
  return gateway.fetch(new Request(`http://${host}/metrics`, { method, headers }), context);
}

interface Asked {
  readonly context: RequestContext;
  readonly headers: Record<string, string>;
  readonly method: string;
}

describe('the figures, where the network tells who calls', () => {
  it.each([
    '10.0.0.7:8787',
    '[fd7a:115c::9]:8787',
    'gateway',
    'ai.tail1234.ts.net',
    'aperture.monitoring.svc',
  ])('are there for whoever calls the gateway by a name of its own: %s', async (host) => {
    const answer = await ask(host);
    expect([answer.status, await answer.text()]).toEqual([200, 'figures']);
  });

  it('are not there for a page that came by DNS rebinding, which reads under its own name', async () => {
    expect(await problemOf(await ask('evil.example:8787'))).toMatchObject({
      status: 403,
      title: 'cross_site',
      detail: expect.stringContaining('server.hosts'),
    });
    expect((await ask('evil.example', { method: 'HEAD' })).status).toBe(403);
  });

  it('are there under any name for a key, which no page can send', async () => {
    const headers = { 'x-aperture-key': KEY };
    expect((await ask('metrics.corp.example', { context: {}, headers })).status).toBe(200);
  });
});
