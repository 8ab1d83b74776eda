import { createGateway, type CallRecord, type ExporterStatus, type RecordStore } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';
import { createPrometheusMetrics } from './prometheus.ts';
import { callRecord } from './testing/call-record.ts';

const page = async (records: readonly CallRecord[], store?: RecordStore): Promise<string[]> => {
  const metrics = createPrometheusMetrics({ process: false, store });
  for (const record of records) metrics.ended(record, {});
  return (await metrics.text()).split('\n').filter((line) => line && !line.startsWith('#'));
};

describe('the figures', () => {
  const call = { provider: 'openai', model: 'gpt-5', format: 'openai_chat' };
  const labels = 'provider="openai",model="gpt-5",format="openai_chat"';

  it('count calls, tokens and cost', async () => {
    const lines = await page([
      callRecord(call),
      callRecord({ ...call, outcome: 'upstream_error', status: 429, usage: null, cost: null }),
      callRecord({ ...call, cost: null }),
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        `aperture_requests_total{${labels},outcome="completed",status="200"} 2`,
        `aperture_requests_total{${labels},outcome="upstream_error",status="429"} 1`,
        `aperture_tokens_total{${labels},type="input"} 20`,
        `aperture_tokens_total{${labels},type="output"} 10`,
        `aperture_tokens_total{${labels},type="cached"} 8`,
        `aperture_cost_dollars_total{${labels}} 0.002`,
        `aperture_unpriced_requests_total{${labels}} 1`,
        'aperture_request_duration_seconds_count{' + labels + '} 3',
        'aperture_request_duration_seconds_sum{' + labels + '} 4.5',
        `aperture_request_duration_seconds_bucket{le="2.5",${labels}} 3`,
        `aperture_gateway_seconds_bucket{le="0.0005",${labels}} 3`,
      ]),
    );
  });

  it('have no label that a caller chooses or is', async () => {
    const evil = 'x"} 1\naperture_evil 1';
    const lines = await page([
      callRecord({
        ...call,
        identity: { login: evil, node: evil, tags: [evil], source: evil },
        client: { name: evil, version: evil },
        session: evil,
        path: `/${evil}`,
        modelAsked: evil,
        error: evil,
      }),
      callRecord({ ...call, provider: null, model: null, modelAsked: evil, outcome: 'refused', status: 404 }),
    ]);
    expect(lines.join('\n')).not.toContain('evil');
    expect(lines).toContain(
      'aperture_requests_total{provider="none",model="none",format="openai_chat",outcome="refused",status="404"} 1',
    );
  });

  it('tell of the exporter', async () => {
    const status = {
      name: 's3',
      enabled: true,
      lastExport: 1_795_514_400_500,
      exported: 9,
      waiting: 7,
      failing: 'why',
    };
    const exporter = { configure() {}, status: (): ExporterStatus => status };
    const metrics = createPrometheusMetrics({ process: false, exporter });
    expect((await metrics.text()).split('\n')).toEqual(
      expect.arrayContaining([
        'aperture_export_waiting_records 7',
        'aperture_export_last_timestamp_seconds 1795514400.5',
        'aperture_export_failing 1',
      ]),
    );
  });

  it('tell of the store', async () => {
    const stats = { queued: 3, written: 9, droppedRecords: 1, droppedCaptures: 2, failing: 'disk full' };
    const lines = await page([], { stats: () => stats } as RecordStore);
    expect(lines).toEqual(
      expect.arrayContaining([
        'aperture_store_queued_records 3',
        'aperture_store_failing 1',
        'aperture_store_dropped{what="records"} 1',
        'aperture_store_dropped{what="captures"} 2',
      ]),
    );
  });

  it('of the process are there unless they are not wanted, and gateways do not add up', async () => {
    const one = createPrometheusMetrics();
    const other = createPrometheusMetrics();
    one.ended(callRecord(call), {});
    expect(await one.text()).toContain('aperture_process_cpu_user_seconds_total');
    expect(await other.text()).not.toContain('aperture_requests_total{');
  });
});

describe('/metrics', () => {
  const CAP = 'tailscale.com/cap/aperture';
  const config = {
    grants: [
      { src: ['*'], app: { [CAP]: [{ role: 'user' }] } },
      { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }] } },
      { src: ['scraper@example.com'], app: { [CAP]: [{ read_metrics: true }] } },
      { src: ['odd@example.com'], app: { [CAP]: [{ read_metrics: 'yes' }] } },
    ],
    providers: {},
  };
  const metrics = createPrometheusMetrics({ process: false });
  const ask = (login: string, method = 'GET', options: object = { metrics }): Promise<Response> =>
    createGateway(config, options).fetch(new Request('http://gateway/metrics', { method }), {
      identity: { login, tags: [], groups: [], source: 'test' },
    });

  it('is open to those with read_metrics and to no one else', async () => {
    const answer = await ask('scraper@example.com');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await answer.text()).toContain('# TYPE aperture_requests_total counter');
    for (const login of ['root@example.com', 'alice@example.com', 'odd@example.com']) {
      const refused = await ask(login);
      expect([login, refused.status]).toEqual([login, 403]);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(await refused.json()).toMatchObject({
        title: 'not_granted',
        detail: expect.stringContaining('read_metrics'),
      });
    }
  });

  it('takes GET and HEAD, and is not there where nothing is measured', async () => {
    const head = await ask('scraper@example.com', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await ask('scraper@example.com', 'POST')).status).toBe(405);
    expect((await ask('scraper@example.com', 'GET', {})).status).toBe(404);
  });
});
