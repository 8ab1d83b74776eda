/** What admins are told of a gateway that works, and of one that does not. */
import { expect, it } from 'vitest';
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway.ts';
import { ALICE, CAP, post, url } from '../../testing/gateway.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { ROOT } from '../../testing/records-stage.ts';
import { recorder } from '../../testing/recorder.ts';
import { VERSION } from '../../version.ts';

const GOOD = JSON.stringify(
  {
    grants: [
      { src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } },
      { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }] } },
    ],
    providers: {
      openai: {
        name: 'OpenAI',
        baseurl: 'https://api.openai.com',
        apikey: 'k',
        models: ['gpt-5', 'gpt-6'],
        compatibility: { openai_responses: true },
      },
      retired: { baseurl: 'https://retired.example', models: [], disabled: true, apikey: 'k' },
    },
  },
  null,
  1,
);

interface Health {
  readonly [name: string]: unknown;
  readonly config: { readonly error: { readonly problems: readonly object[] } | null };
}

async function healthOf(gateway: Gateway): Promise<Health> {
  const answer = await gateway.fetch(new Request(url('/aperture/health')), ROOT);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return (await answer.json()) as Health;
}

async function started(options: GatewayOptions = {}, read = async () => GOOD): Promise<Gateway> {
  const gateway = createGateway(
    { name: '/etc/aperture.hujson', read },
    { transport: recorder(), ...options },
  );
  await gateway.ready;
  return gateway;
}

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

it('tells how everything is', async () => {
  const gateway = await started({ store: memoryStore() });
  await (await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).arrayBuffer();
  const live = await gateway.fetch(new Request(url('/aperture/live')), ALICE);
  expect(await healthOf(gateway)).toEqual({
    version: VERSION,
    since: TIME,
    now: TIME,
    config: {
      source: '/etc/aperture.hujson',
      loaded_at: TIME,
      writable: expect.any(Boolean) as boolean,
      reason: expect.any(String) as string,
      error: null,
      warnings: [
        {
          level: 'warning',
          message: expect.stringContaining('retired') as string,
          line: expect.any(Number) as number,
          column: expect.any(Number) as number,
          path: 'providers.retired.models',
        },
      ],
    },
    store: { queued: 0, written: 1, dropped_records: 0, dropped_captures: 0, failing: null },
    audit: null,
    exporters: [],
    providers: [
      {
        id: 'openai',
        name: 'OpenAI',
        disabled: false,
        models: 2,
        requests: 1,
        failed: 0,
        last_success: TIME,
        last_failure: null,
      },
      {
        id: 'retired',
        name: '',
        disabled: true,
        models: 0,
        requests: 0,
        failed: 0,
        last_success: null,
        last_failure: null,
      },
    ],
    listeners: 1,
  });
  await live.body?.cancel();
  expect(await healthOf(gateway)).toMatchObject({ listeners: 0 });
});

it('tells what fails: a provider, the store, an exporter, and redacts what they say', async () => {
  const transport = recorder({ status: 529 });
  const failing = 'cannot reach postgres://aperture:hunter2hunter2@db/x';
  const store = memoryStore();
  const gateway = await started({
    transport,
    store: { ...store, stats: () => ({ ...store.stats(), droppedRecords: 3, failing }) },
    audit: {
      add: () => Promise.reject(new Error('disk full')),
      find: async () => ({ events: [], next: null }),
    },
    exporter: {
      configure() {},
      status: () => ({
        name: 's3',
        enabled: true,
        lastExport: 1_795_514_400_000,
        exported: 7,
        waiting: 2,
        failing: 'AccessDenied',
      }),
    },
  });
  await (await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).arrayBuffer();
  // An admin looks at the records of others, and nobody can keep that.
  await gateway.fetch(new Request(url('/aperture/records')), ROOT);
  const health = await healthOf(gateway);
  expect(health).toMatchObject({
    audit: { failing: expect.any(String) as string },
    store: { dropped_records: 3, failing: expect.stringContaining('cannot reach') },
    exporters: [
      {
        name: 's3',
        enabled: true,
        last_export: '2026-11-24T10:00:00.000Z',
        exported: 7,
        waiting: 2,
        failing: 'AccessDenied',
      },
    ],
    providers: [
      {
        requests: 1,
        failed: 1,
        last_success: null,
        last_failure: { time: TIME, status: 529, outcome: 'upstream_error' },
      },
      {},
    ],
  });
  expect(JSON.stringify(health)).not.toContain('hunter2');
});

it('tells why a changed config is not in force, until one is', async () => {
  let text = GOOD;
  const gateway = await started({}, async () => text);
  text = GOOD.replace('"apikey": "k"', '"apikey": "${env:NOT_SET}"');
  await expect(gateway.reload()).rejects.toThrow('NOT_SET');
  expect((await healthOf(gateway)).config.error).toEqual({
    time: TIME,
    problems: [
      {
        level: 'error',
        message: expect.any(String) as string,
        line: expect.any(Number) as number,
        column: expect.any(Number) as number,
        path: 'providers.openai.apikey',
      },
    ],
  });
  text = GOOD;
  await gateway.reload();
  expect((await healthOf(gateway)).config.error).toBe(null);
});

it('tells why a config could not be read at all', async () => {
  let isThere = true;
  const gateway = await started({}, async () => {
    if (!isThere) throw new Error('ENOENT: no such file');
    return GOOD;
  });
  isThere = false;
  await expect(gateway.reload()).rejects.toThrow('ENOENT');
  expect((await healthOf(gateway)).config.error?.problems).toEqual([
    { level: 'error', message: 'ENOENT: no such file', line: null, column: null, path: '' },
  ]);
});

it('does not call it zero where nobody counts', async () => {
  const gateway = await started();
  await (await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).arrayBuffer();
  expect(await healthOf(gateway)).toMatchObject({
    store: null,
    providers: [{ id: 'openai', requests: null, failed: null, last_success: null }, {}],
  });
});
