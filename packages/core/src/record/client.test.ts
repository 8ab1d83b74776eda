import { expect, it } from 'vitest';
import { clientOf } from './client.ts';

it.each([
  ['codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color (codex_exec; 0.169.0)', 'codex', '0.169.0'],
  ['codex_cli_rs/0.98.0 (Mac OS 15.1; arm64)', 'codex', '0.98.0'],
  ['codex-tui/0.130.0 (x)', 'codex', '0.130.0'],
  ['claude-cli/2.1.330 (external, sdk-cli)', 'claude-code', '2.1.330'],
  ['GeminiCLI-tui/0.61.0/gemini-3.5-flash (linux; x64)', 'gemini-cli', '0.61.0'],
  ['opencode/1.18.33 ai-sdk/provider-utils/3.0.0', 'opencode', '1.18.33'],
  ['OpenAI/JS 6.1.0', 'OpenAI', 'JS'],
  ['curl/8.5.0', 'curl', '8.5.0'],
  ['python', 'python', null],
  [undefined, 'unknown', null],
  ['', 'unknown', null],
  ['(nothing)', 'unknown', null],
])('%s', (userAgent, name, version) => {
  expect(clientOf(userAgent)).toEqual({ name, version });
});

it('keeps what it has seen within bounds, and the name short', () => {
  for (let i = 0; i < 3_000; i += 1) expect(clientOf(`p${i}/1`).name).toBe(`p${i}`);
  expect(clientOf('x'.repeat(10_000)).name).toHaveLength(64);
});
