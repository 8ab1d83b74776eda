/** One config after the other. */
import { describe, expect, it, vi } from 'vitest';
import { ConfigError } from './config/problem.ts';
import { createGateway } from './gateway.ts';
import type { ConfigSource } from './ports/config-source.ts';
import type { IdentitySource } from './ports/identity.ts';
import { ALICE, CONFIG, post, url } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';

describe('reloading', () => {
  function changing(text: string): ConfigSource & { text: string; change: () => void; unwatched: boolean } {
    const source = {
      name: 'aperture.hujson',
      text,
      unwatched: false,
      change: () => {},
      read: async () => source.text,
      watch(changed: () => void) {
        source.change = changed;
        return () => {
          source.unwatched = true;
        };
      },
    };
    return source;
  }
  const named = (model: string) =>
    JSON.stringify({ ...CONFIG, providers: { openai: { ...CONFIG.providers.openai, models: [model] } } });

  it('answers 503 until the first config is in force', async () => {
    const gateway = createGateway(changing(named('gpt-5')), { transport: recorder() });
    expect((await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).status).toBe(503);
    expect([gateway.owns(url('/v1/x')), gateway.owns(url('/host'))]).toEqual([true, false]);
    await gateway.ready;
    expect((await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).status).toBe(200);
  });

  it('swaps a good config in, and keeps the old one for a bad one', async () => {
    const source = changing(named('first'));
    const log = vi.fn();
    const gateway = createGateway(source, { transport: recorder(), logger: { log } });
    await gateway.ready;
    const statusOf = async (model: string) =>
      (await gateway.fetch(post('/v1/responses', { model }), ALICE)).status;
    source.text = named('second');
    source.change();
    await vi.waitFor(async () => expect(await statusOf('second')).toBe(200));
    expect(await statusOf('first')).toBe(404);
    source.text = '{ "providers": ';
    await expect(gateway.reload()).rejects.toBeInstanceOf(ConfigError);
    expect(await statusOf('second')).toBe(200);
    source.change();
    await vi.waitFor(() =>
      expect(log).toHaveBeenCalledWith('error', expect.stringContaining('not in force'), expect.anything()),
    );
    await gateway.close();
    expect(source.unwatched).toBe(true);
  });

  it('leaves a request under way with the config it began with', async () => {
    const source = changing(named('first'));
    const transport = recorder();
    const gateway = createGateway(source, { transport });
    await gateway.ready;
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
    const slow = gateway.fetch(
      new Request(url('/v1/responses'), { method: 'POST', body, duplex: 'half' } as RequestInit),
      ALICE,
    );
    source.text = named('second');
    await gateway.reload();
    feed?.enqueue(new TextEncoder().encode('{"model":"first"}'));
    feed?.close();
    expect((await slow).status).toBe(200);
    expect((await gateway.fetch(post('/v1/responses', { model: 'first' }), ALICE)).status).toBe(404);
  });

  it('closes the sources it replaces, and makes none once it is closed', async () => {
    const close = vi.fn<() => void>();
    const made = vi.fn<() => IdentitySource>(() => ({
      type: 'tailscale',
      headers: [],
      byNetwork: true,
      identify: () => null,
      close,
    }));
    const withCache = (cache: string) =>
      JSON.stringify({ ...CONFIG, identity: [{ type: 'tailscale', cache }] });
    const source = changing(withCache('10s'));
    const gateway = createGateway(source, { transport: recorder(), identityTypes: { tailscale: made } });
    await gateway.ready;
    await gateway.reload();
    expect([made.mock.calls.length, close.mock.calls.length]).toEqual([1, 0]);
    source.text = withCache('20s');
    await gateway.reload();
    expect([made.mock.calls.length, close.mock.calls.length]).toEqual([2, 1]);
    await gateway.close();
    expect(close).toHaveBeenCalledTimes(2);
    await expect(gateway.reload()).rejects.toThrow('closed');
    expect(made).toHaveBeenCalledTimes(2);
  });

  it('throws at once for an object or a text that cannot be used', () => {
    expect(() => createGateway('{ not json')).toThrow(ConfigError);
    expect(() => createGateway({ providers: { p: { baseurl: '${env:NOPE}', models: ['m'] } } })).toThrow(
      'unsubstituted macros: [NOPE]',
    );
  });

  it('leaves the paths of the first API to a host application, unless it has a place of its own', () => {
    const gateway = createGateway(CONFIG, { transport: recorder() });
    expect(['/api/config', '/api/providers'].map((path) => gateway.owns(url(path)))).toEqual([false, false]);
    expect(['/ai/api/config', '/ai/api/other'].map((path) => gateway.owns(url(path), '/ai'))).toEqual([
      true,
      false,
    ]);
  });
});
