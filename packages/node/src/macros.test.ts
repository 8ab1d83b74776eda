import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { nodeMacros } from './macros.ts';

afterEach(() => vi.unstubAllEnvs());

it('reads the environment when it is asked, not before', () => {
  expect(nodeMacros.env?.('APERTURE_TEST_MACRO')).toBeUndefined();
  vi.stubEnv('APERTURE_TEST_MACRO', 'value');
  expect(nodeMacros.env?.('APERTURE_TEST_MACRO')).toBe('value');
});

it('reads files, and knows nothing of those that are not there', () => {
  const directory = mkdtempSync(join(tmpdir(), 'aperture-macros-'));
  try {
    writeFileSync(join(directory, 'key'), 'sk-ü\n');
    expect(nodeMacros.file?.(join(directory, 'key'))).toBe('sk-ü\n');
    expect(nodeMacros.file?.(join(directory, 'none'))).toBeUndefined();
    expect(nodeMacros.file?.(directory)).toBeUndefined();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('reads nothing that may never end, and nothing that is too large for a key', () => {
  const directory = mkdtempSync(join(tmpdir(), 'aperture-macros-'));
  try {
    expect(nodeMacros.file?.('/dev/null')).toBeUndefined();
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    expect(nodeMacros.file?.(join(directory, 'pipe'))).toBeUndefined();
    writeFileSync(join(directory, 'large'), 'a'.repeat(1024 * 1024));
    expect(nodeMacros.file?.(join(directory, 'large'))).toHaveLength(1024 * 1024);
    writeFileSync(join(directory, 'large'), 'a'.repeat(1024 * 1024 + 1));
    expect(nodeMacros.file?.(join(directory, 'large'))).toBeUndefined();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
