/** Runs the `aperture` command in a test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../cli/io.ts';
import { run } from '../cli/run.ts';

/** A process that a test can see into. */
export interface Stage {
  readonly io: Io;
  readonly seen: { out: string; err: string; readonly exits: number[] };
  send(signal: string): void;
  /** Resolves when the pattern was written to one of the two streams. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Makes one. */
export function stage(): Stage {
  const seen = { out: '', err: '', exits: [] as number[] };
  const listeners = new Map<string, (() => void)[]>();
  let wrote: (() => void) | undefined;
  const io: Io = {
    out(text) {
      seen.out += text;
      wrote?.();
    },
    err(text) {
      seen.err += text;
      wrote?.();
    },
    onSignal: (signal, listener) => listeners.set(signal, [...(listeners.get(signal) ?? []), listener]),
    exit: (code) => seen.exits.push(code),
  };
  return {
    io,
    seen,
    send: (signal: string) => listeners.get(signal)?.forEach((listener) => listener()),
    async written(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const match = pattern.exec(seen.out) ?? pattern.exec(seen.err);
        if (match) return match;
        await new Promise<void>((resolve) => (wrote = resolve));
      }
    },
  };
}

/** Runs a command that ends by itself. */
export async function aperture(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, seen } = stage();
  const code = await run(argv, io);
  return { code, ...seen };
}

/** A folder of files for one test. */
export function scratch(): {
  readonly path: string;
  write(name: string, text: string): string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'aperture-cli-'));
  return {
    path,
    write(name, text) {
      writeFileSync(join(path, name), text);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Loopback may manage, alice may use Codex. */
export const CONFIG: string = `{
  // comments and trailing commas are fine
  "server": { "port": 0 },
  "identity": [{ "type": "loopback" }],
  "grants": [
    { "src": ["(loopback)"], "app": { "tailscale.com/cap/aperture": [{ "role": "admin" }] } },
    { "src": ["alice@example.com"], "app": { "tailscale.com/cap/aperture": [{ "role": "user" }, { "models": "chatgpt/**" }] } },
  ],
  "providers": {
    "chatgpt": {
      "baseurl": "https://chatgpt.com/backend-api/codex",
      "auth_mode": "passthrough",
      "models": ["gpt-5.3-codex"],
      "compatibility": { "openai_responses": true },
    },
  },
}
`;
