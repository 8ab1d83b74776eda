import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import type { IdentitySource, Transport } from '@aperturejs/core';
import { createNodeGateway } from './node-gateway.ts';

afterEach(() => vi.unstubAllEnvs());

const grants = [{ src: ['*'], app: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: '**' }] } }];

const provider = (baseurl: string) => ({
  stub: {
    baseurl,
    models: ['m'],
    apikey: '${env:APERTURE_TEST_KEY}',
    compatibility: { openai_responses: true },
  },
});

const request = (): Request =>
  new Request('http://127.0.0.1/v1/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"model":"m"}',
  });

it('forwards with undici and reads the environment', async () => {
  vi.stubEnv('APERTURE_TEST_KEY', 'sk-from-env');
  const upstream = createServer((req, res) => res.end(req.headers.authorization));
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const { port } = upstream.address() as AddressInfo;
  const gateway = createNodeGateway({ grants, providers: provider(`http://127.0.0.1:${port}`) });
  const response = await gateway.fetch(request(), { remoteAddress: '127.0.0.1' });
  expect(await response.text()).toBe('Bearer sk-from-env');
  await gateway.close();
  upstream.close();
});

it('prefers what it is given', async () => {
  const asked: string[] = [];
  const transport: Transport = {
    send({ headers }) {
      asked.push(headers[headers.indexOf('authorization') + 1] ?? '');
      return { response: Promise.reject(new Error('no network here')), cancel() {} };
    },
  };
  const nobody: IdentitySource = { type: 'tailscale', headers: [], byNetwork: false, identify: () => null };
  const made: string[] = [];
  const gateway = createNodeGateway(
    {
      grants,
      identity: [{ type: 'tailscale' }, { type: 'loopback' }],
      providers: provider('https://example.com'),
    },
    {
      transport,
      macros: { env: () => 'sk-given' },
      identityTypes: {
        tailscale(config) {
          made.push(config.type);
          return nobody;
        },
      },
    },
  );
  await gateway.fetch(request(), { remoteAddress: '127.0.0.1' });
  expect(asked).toEqual(['Bearer sk-given']);
  expect(made).toEqual(['tailscale']);
  await gateway.close();
});

it('knows Tailscale', () => {
  vi.stubEnv('APERTURE_TEST_KEY', 'sk');
  expect(() =>
    createNodeGateway({
      grants,
      identity: [{ type: 'tailscale' }],
      providers: provider('https://example.com'),
    }),
  ).not.toThrow();
});
