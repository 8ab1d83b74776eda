/** `aperture explain`: what would happen to a request, and why. */
import type { Explanation, MetricsSource, Question, RecordStore } from '@aperturejs/core';
import { configFile } from '../config-file/config-file.ts';
import { createLogger } from '../logger.ts';
import { createNodeGateway } from '../node-gateway.ts';
import { EXIT, UsageError, type Io } from './io.ts';
import { parseOptions, required } from './options.ts';

/**
 * Prints the decision and its steps. The exit code says that there is an explanation, not what it is: a refusal is an
 * answer, not a failure of the command. Scripts read `decision` of `--json`.
 */
export async function explain(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    config: { type: 'string' },
    as: { type: 'string' },
    path: { type: 'string' },
    model: { type: 'string' },
    method: { type: 'string' },
    tag: { type: 'string', multiple: true },
    group: { type: 'string', multiple: true },
    header: { type: 'string', multiple: true },
    websocket: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const file = required('config', values.config);
  const question: Question = {
    as: required('as', values.as),
    path: required('path', values.path),
    tags: values.tag ?? [],
    groups: values.group ?? [],
    ...(values.header && { headers: Object.fromEntries(values.header.map(splitHeader)) }),
    ...(values.model !== undefined && { model: values.model }),
    ...(values.websocket && { websocket: true }),
    ...(values.method !== undefined && { method: values.method.toUpperCase() }),
  };

  // Read, not watched: the command ends with its answer. The name goes along so that findings name the file.
  const { name, read } = configFile(file);
  const gateway = createNodeGateway({ name, read }, { ...SERVED, logger: createLogger(io.err, 'warn') });
  try {
    await gateway.ready;
    const explanation = await gateway.explain(question);
    io.out(values.json ? `${JSON.stringify(explanation, null, 2)}\n` : inWords(explanation));
    return EXIT.ok;
  } finally {
    await gateway.close();
  }
}

/** What `aperture serve` has. That it is there is told; nothing reads it. */
const SERVED = { store: {} as RecordStore, metrics: {} as MetricsSource };

function splitHeader(header: string): [string, string] {
  const colon = header.indexOf(':');
  if (colon < 1) throw new UsageError(`--header must be in "Name: value" format`);
  return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
}

function inWords(explanation: Explanation): string {
  const steps = [...explanation.steps, { step: 'decision', detail: decisionOf(explanation) }];
  const width = Math.max(...steps.map(({ step }) => step.length));
  return steps.map(({ step, detail }) => `${step.padEnd(width)}  ${detail}\n`).join('');
}

function decisionOf({ decision, forward, refusal }: Explanation): string {
  if (forward) {
    const by = forward.grant ? `, by ${forward.grant}` : '';
    return `forward to ${forward.url} (credential: ${forward.credential}${by})`;
  }
  if (refusal) return `refuse with ${refusal.status} ${refusal.code}: ${refusal.message}`;
  return decision;
}
