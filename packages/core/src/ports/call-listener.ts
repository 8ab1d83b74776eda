import type { CallRecord } from '../record/record.ts';

/** Hears of every call once it is over: metrics, traces. */
export interface CallListener {
  /** Returns at once. What it throws is logged and harms nobody. */
  ended(record: CallRecord, trace: TraceContext): void;
}

/** Where a call belongs in somebody's trace (W3C Trace Context); the headers as the client sent them. */
export interface TraceContext {
  readonly traceparent?: string;
  readonly tracestate?: string;
}
