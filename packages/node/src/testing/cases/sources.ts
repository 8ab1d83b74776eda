/** Bodies that do what a case wants, when it wants it. */
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';

/** What clients say of a body that broke off: node:http, HTTP/2, and the scripted error itself in memory. */
export const BROKEN: RegExp = /aborted|reset|hang up|closed|cut|chunks/i;

/** Something to wait for. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** Makes a closed gate. */
export function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** A chunk; a gate to wait at; or an error to break off with. */
export type Step = string | Uint8Array | Gate | Error;

/** A source that follows a script, and what became of it. */
export interface Script {
  readonly source: ByteSource;
  /** Resolves when the source was cancelled. */
  readonly cancelled: Promise<void>;
  /** Resolves when the sink asked to pause and did not take it back for a while. */
  readonly stalled: Promise<void>;
  /** Chunks sent so far. */
  readonly sent: number;
}

/** How long a sink must refuse more to count as stalled, in milliseconds. */
const STALL = 100;

/**
 * Makes a source of steps.
 *
 * @param options `endless`: after the last step nothing comes any more, not even an end
 */
export function scripted(steps: readonly Step[], options: { readonly endless?: boolean } = {}): Script {
  const cancelled = gate();
  const stalled = gate();
  let sink: ByteSink | null = null;
  let next = 0;
  let sent = 0;
  let waiting = false;
  let patience: NodeJS.Timeout | undefined;

  async function goOn(opened: Promise<void>): Promise<void> {
    await opened;
    waiting = false;
    flow();
  }

  function flow(): void {
    while (sink && !waiting && next < steps.length) {
      const step = steps[next++] as Step;
      if (step instanceof Error) {
        const failed: ByteSink = sink;
        sink = null;
        failed.fail(step);
      } else if (typeof step === 'string' || step instanceof Uint8Array) {
        sent += 1;
        if (!sink.write(typeof step === 'string' ? new TextEncoder().encode(step) : step)) {
          patience = setTimeout(stalled.open, STALL);
          return;
        }
      } else {
        waiting = true;
        void goOn(step.opened);
      }
    }
    if (sink && !waiting && next === steps.length && !options.endless) {
      const ended: ByteSink = sink;
      sink = null;
      ended.end();
    }
  }

  return {
    source: {
      start(into) {
        sink = into;
        flow();
      },
      resume() {
        clearTimeout(patience);
        flow();
      },
      cancel() {
        sink = null;
        clearTimeout(patience);
        cancelled.open();
      },
    },
    cancelled: cancelled.opened,
    stalled: stalled.opened,
    get sent() {
      return sent;
    },
  };
}
