import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeConfigs } from '../testing/configs-suite.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aperture-configs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
describeConfigs(async () => ({ kind: 'sqlite', path: join(folder, `${(made += 1)}.db`) }));
