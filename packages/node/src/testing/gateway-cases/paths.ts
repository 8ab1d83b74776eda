/** Which paths are the gateway's, however they are written, and what becomes of the others. */
import { expect } from 'vitest';
import { openSocket } from '../raw-socket.ts';
import { TOKEN, type GatewayCase, type GatewayStage } from './case.ts';

const HTTP1 = { memory: 'there is no server to parse anything', http2: 'a matter of the syntax of HTTP/1' };

const NO_ENDPOINTS = [
  '/v1/../codex/../../etc',
  '/v1/responses/../../../secret',
  '/codex/%2e%2e/%2e%2e/secret',
  '/codex/..%2f..%2fsecret',
  '/codex/%252e%252e/secret',
  '/codex\\..\\..\\secret',
  '/codex/responses%00',
  '/codex/responses;/../secret',
  '//evil/codex/responses',
  '/codex//responses',
  '/%63odex/../responses',
  '/codex/responses%2f..%2fsecret',
  '/platform/@evil/v1/responses',
  '/platform%2fv1/responses',
  '/v1/responses%23@evil',
];

/** Sends a request target that client libraries would change, and gives the answer's status and all of its text. */
async function send(port: number, method: string, target: string): Promise<[number, string]> {
  const { send, closed } = await openSocket(port);
  send(`${method} ${target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n`);
  send(method === 'POST' ? `authorization: ${TOKEN}\r\ncontent-length: 17\r\n\r\n{"model":"gpt-5"}` : '\r\n');
  const answer = await closed();
  return [Number(answer.slice(9, 12)), answer];
}

async function post({ face, client, port }: GatewayStage, path: string): Promise<[number, string]> {
  if (face.traits.includes('http1')) return send(port, 'POST', face.mount + path);
  const headers = ['authorization', TOKEN];
  const { status, text } = await client.fetch({ method: 'POST', path, headers, body: '{"model":"gpt-5"}' });
  return [status, text];
}

function noEndpoint(path: string): GatewayCase {
  return {
    name: `lets no path but an endpoint through: ${path}`,
    async run(stage) {
      const [status, text] = await post(stage, path);
      // A host application says what it likes to what is not the gateway's.
      const passedOn = stage.face.traits.includes('middleware') && text.includes('host: POST');
      if (!passedOn) expect(status).toBeGreaterThanOrEqual(400);
      expect(stage.upstream.reached).toEqual([]);
    },
  };
}

export const pathCases: readonly GatewayCase[] = [
  ...NO_ENDPOINTS.map(noEndpoint),
  {
    name: 'takes an endpoint in whatever way the URL standard lets it be written',
    async run(stage) {
      const written = ['/x/../v1/responses', '/v1/./responses', '/v1/%2e/responses', '/v1\\responses'];
      for (const path of written) expect((await post(stage, path))[0], path).toBe(200);
      expect(stage.upstream.reached.map(({ path }) => path)).toEqual(
        written.map(() => '/platform/v1/responses'),
      );
    },
  },
  {
    name: 'takes a target in absolute form, whatever host it names',
    not: HTTP1,
    async run({ face, port }) {
      for (const host of ['http://127.0.0.1', 'HTTPS://u:p@evil.example:8443', 'http://evil.example']) {
        const [status, text] = await send(port, 'GET', `${host}${face.mount}/v1/models?a=/b`);
        expect([host, status]).toEqual([host, 200]);
        expect(text).toContain('"gpt-5"');
      }
    },
  },
  {
    name: 'says 404 to what it does not serve',
    not: { middleware: 'the host application answers' },
    async run({ client }) {
      for (const path of ['/', '/about', '/v1x/models', '/v1/nothing']) {
        const answer = await client.fetch({ path });
        expect([path, answer.status]).toEqual([path, 404]);
        expect(answer.json<{ error: { message: string } }>().error.message).toContain(path);
      }
    },
  },
  {
    name: 'leaves to the host application what is not its own, as it came',
    not: { alone: 'there is no host application' },
    async run({ client, face, port }) {
      for (const path of ['/', '/about?b=2', '/v1x/models', '/x/../about', '/healthz']) {
        const got = await client.fetch({ path });
        expect([got.status, got.text]).toEqual([200, `host: GET ${face.mount}${path} `]);
        const posted = await client.fetch({ method: 'POST', path, body: 'a body' });
        expect([posted.status, posted.text]).toEqual([200, `host: POST ${face.mount}${path} a body`]);
      }
      const absolute = `http://evil.example${face.mount}/about`;
      expect((await send(port, 'GET', absolute))[1]).toContain(`host: GET ${absolute} `);
    },
  },
  {
    name: 'says 404 itself to what would be its own',
    async run({ client }) {
      const answer = await client.fetch({ path: '/v1/nothing' });
      expect(answer.status).toBe(404);
      expect(answer.json<{ error: { message: string } }>().error.message).toContain('/v1/nothing');
    },
  },
  {
    name: 'is reached under its mount path only',
    not: { unmounted: 'it has no mount path' },
    async run({ face, port, upstream }) {
      for (const path of ['', 'x', '/..', '/../x', '/x/../..', `${face.mount}x`]) {
        const outside = path === '' ? '' : face.mount + path;
        for (const scheme of ['', 'http://evil.example']) {
          const target = `${scheme}${outside}/v1/responses`;
          expect((await send(port, 'POST', target))[1], target).toContain(`host: POST ${target} {"model"`);
        }
      }
      expect(upstream.reached).toEqual([]);
    },
  },
];
