/** The gateway's behaviour from a client's socket to a provider's, the same on every face. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memoryStore, type MemoryStore } from '../../../core/src/testing/memory-store.ts';
import { PAGES } from '../../../core/src/testing/pages.ts';
import { appliesTo } from './describe-faces.ts';
import type { RunningFace } from './faces.ts';
import { callerCases } from './gateway-cases/callers.ts';
import { configFor, type GatewayCase, type GatewayStage } from './gateway-cases/case.ts';
import { encodingCases } from './gateway-cases/encodings.ts';
import { failureCases } from './gateway-cases/failures.ts';
import { listCases } from './gateway-cases/lists.ts';
import { liveCases } from './gateway-cases/live.ts';
import { pageCases } from './gateway-cases/pages.ts';
import { pathCases } from './gateway-cases/paths.ts';
import { configCases } from './gateway-cases/config.ts';
import { recordCases } from './gateway-cases/records.ts';
import { streamCases } from './gateway-cases/streams.ts';
import { turnCases } from './gateway-cases/turns.ts';
import { uploadCases } from './gateway-cases/uploads.ts';
import type { GatewayFace } from './gateway-faces.ts';
import { startUpstream, type Reached, type Upstream } from './upstream.ts';

const cases: readonly GatewayCase[] = [
  ...turnCases,
  ...streamCases,
  ...uploadCases,
  ...encodingCases,
  ...listCases,
  ...failureCases,
  ...callerCases,
  ...pathCases,
  ...recordCases,
  ...configCases,
  ...liveCases,
  ...pageCases,
];

/** Runs every case through each face it applies to. */
export function describeGateway(faces: readonly GatewayFace[]): void {
  describe.each(faces.map((face) => [face.name, face] as const))('%s', (_name, face) => {
    let upstream: Upstream;
    let running: RunningFace;
    let stage: GatewayStage;
    const store = memoryStore();

    beforeAll(async () => {
      upstream = await startUpstream();
      const closed = await startUpstream();
      running = await face.start(configFor(upstream.origin, closed.origin), { store, pages: PAGES });
      await closed.close();
      stage = stageOf(face, running, { upstream, store });
    });
    afterAll(async () => {
      await running.close();
      await upstream.close();
    });
    beforeEach(() => {
      upstream.reset();
      store.entries.length = 0;
    });

    const applicable = cases.filter((one) => appliesTo(one, face));
    it.each(applicable.map(({ name, run }) => [name, run] as const))('%s', (_name, run) => run(stage));
  });
}

function stageOf(
  face: GatewayFace,
  { client, port }: RunningFace,
  { upstream, store }: { readonly upstream: Upstream; readonly store: MemoryStore },
): GatewayStage {
  return {
    face,
    client,
    port,
    upstream,
    store,
    post: (path, body, headers = []) =>
      client.fetch({ method: 'POST', path, headers: ['content-type', 'application/json', ...headers], body }),
    only() {
      expect(upstream.reached).toHaveLength(1);
      return upstream.reached[0] as Reached;
    },
    async postWithin(deadlines, path, body) {
      const other = await face.start(configFor(upstream.origin, upstream.origin, deadlines));
      try {
        const headers = ['content-type', 'application/json'];
        return await other.client.fetch({ method: 'POST', path, headers, body });
      } finally {
        await other.close();
      }
    },
  };
}
