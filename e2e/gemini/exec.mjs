/** Runs the real Gemini CLI once, without a terminal, bounded in time. */
import { createRequire } from 'node:module';
import { runBounded } from '../bounded-run.mjs';

const cli = createRequire(import.meta.url).resolve('@google/gemini-cli/bundle/gemini.js');

/**
 * `gemini --prompt …`; the tools that the model calls run unasked.
 *
 * @param {{ workspace: string, env: Record<string, string | undefined> }} home
 * @param {string} prompt
 * @param {{ model?: string }} [options] without a model, Gemini CLI chooses one
 * @returns {Promise<{ code: number | null, text: string, error?: string, stats?: any, output: string }>}
 */
export async function geminiExec(home, prompt, { model } = {}) {
  const args = ['--skip-trust', '--approval-mode', 'yolo', '--output-format', 'json', '--prompt', prompt];
  const { code, stdout, stderr } = await runBounded(
    process.execPath,
    [cli, ...(model ? ['--model', model] : []), ...args],
    { cwd: home.workspace, env: home.env },
  );
  const result = reportIn(stdout) ?? reportIn(stderr);
  return {
    code,
    /** What the model said last. */
    text: result?.response ?? '',
    /** Why the turn failed, in the words that the user reads; undefined if it did not. */
    error: result?.error?.message,
    stats: result?.stats,
    /** All that it wrote. */
    output: stdout + stderr,
  };
}

/** The JSON report, whatever was written around it; a report of a failure is the last thing on standard error. */
function reportIn(text) {
  const [report] = /^\{\n.*?^\}/ms.exec(text.slice(text.search(/^\{$/m))) ?? [];
  return report && JSON.parse(report);
}
