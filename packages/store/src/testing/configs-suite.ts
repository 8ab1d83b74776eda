/** The tests of what is remembered of the config, run on each kind of database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigVersion } from '@aperturejs/core';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { idOf } from './records.ts';

/** @param newDatabase gives the address of an empty database */
export function describeConfigs(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

  const version = (n: number, more: Partial<ConfigVersion> = {}): ConfigVersion => ({
    id: idOf(n),
    time: 1_795_514_400_000 + n,
    source: 'aperture.hujson',
    by: { login: 'root@example.com', node: 'n1', tags: [], source: 'tailscale' },
    restored: null,
    etag: `e${n}`,
    changes: [{ path: 'providers.p', kind: 'added', text: 'x' }],
    text: `// ${n} ü 😀 '; drop table`,
    ...more,
  });

  describe('what the config was', () => {
    it('is found again, newest first, by its source', async () => {
      const found = version(2, { by: null, restored: idOf(1) });
      for (const one of [version(1), version(3), found, version(4, { source: 'other' })]) {
        await engine.addConfig(one);
      }
      const list = (query: object) => engine.listConfigs({ source: 'aperture.hujson', limit: 2, ...query });
      expect(await list({})).toEqual({ versions: [version(3), found], more: true });
      expect(await list({ before: idOf(2) })).toEqual({ versions: [version(1)], more: false });
      expect(await list({ before: idOf(1) })).toEqual({ versions: [], more: false });
      expect(await engine.getConfig(idOf(2))).toEqual(found);
      expect(await engine.getConfig(idOf(9))).toBeNull();
    });

    it('is there once, however often it is told', async () => {
      await engine.addConfig(version(1));
      await engine.addConfig(version(1, { text: 'another' }));
      expect(await engine.listConfigs({ source: 'aperture.hujson', limit: 9 })).toEqual({
        versions: [version(1)],
        more: false,
      });
    });
  });
}
