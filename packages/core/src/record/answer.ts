/** What is told by an answer besides its content, and how each format is read for it. */
import type { HeaderList } from '../wire/header-list.ts';
import type { Fields } from './fields.ts';
import type { Usage } from './usage.ts';
import { textOf } from './value.ts';

/** What was read of an answer so far. */
export interface AnswerFacts {
  readonly usage: Usage;
  /** The model that the vendor says it used. */
  model: string | null;
  /** The vendor's id of the answer. */
  responseId: string | null;
  /** Why the model stopped, in the vendor's word. */
  stopReason: string | null;
  /** How the vendor says that it processed the call, which changes its price: `default`, `flex`, `batch`, `priority`. */
  serviceTier: string | null;
  /** Tools that the model called, run by the client or by the vendor. */
  readonly toolCalls: ToolCalls;
  /** The vendor's code for an error inside the answer. Its message may repeat what was asked, so it is not kept. */
  error: string | null;
  /** The event after which nothing is missing was seen. */
  final: boolean;
}

/** Calls of tools. */
export interface ToolCalls {
  count: number;
  /** In order, the first 64; the count goes on. */
  readonly names: string[];
}

/** Reads one message of an answer. `name` is its type where the framing tells one. */
export type MessageReader = (message: unknown, name: string) => void;

/** How the answers of a format are read: a part of every format. */
export interface AnswerFormat {
  /** Everything that its reader looks at. */
  readonly fields: Fields;
  /** True for the types of events that hold nothing but content: they are not even decoded. */
  readonly isContent?: (name: string) => boolean;
  /** Starts to read one answer into `facts`. */
  createReader(facts: AnswerFacts, headers: HeaderList): MessageReader;
  /** Starts to rebuild one streamed answer for a capture. */
  createAssembler(): Assembler;
}

/** Rebuilds the object that a call without streaming would have answered with. */
export interface Assembler {
  add(message: unknown, name: string): void;
  /** The object as far as its messages came; undefined if there were none. */
  finish(): unknown;
}

/** The facts of an answer that has yet to come. */
export function noFacts(): AnswerFacts {
  return {
    usage: {},
    model: null,
    responseId: null,
    stopReason: null,
    serviceTier: null,
    toolCalls: { count: 0, names: [] },
    error: null,
    final: false,
  };
}

const MAX_NAMES = 64;
const MAX_TEXT = 200;

/** Counts the call of a tool. */
export function noteToolCall(facts: AnswerFacts, name: unknown): void {
  const { toolCalls } = facts;
  toolCalls.count += 1;
  if (toolCalls.names.length < MAX_NAMES) toolCalls.names.push(short(name) ?? 'unnamed');
}

/** Notes what the answer says of itself; what was said first stays. */
export function noteOrigin(facts: AnswerFacts, model: unknown, id: unknown): void {
  facts.model ??= short(model);
  facts.responseId ??= short(id);
}

/** Notes why the model stopped; the last word counts. */
export function noteStop(facts: AnswerFacts, reason: unknown): void {
  facts.stopReason = short(reason) ?? facts.stopReason;
}

/** Notes how the call was processed; the last word counts, since a stream begins with what was asked for. */
export function noteTier(facts: AnswerFacts, tier: unknown): void {
  facts.serviceTier = short(tier) ?? facts.serviceTier;
}

/** Notes an error by the first of its codes that looks like one; a number only for want of a word. */
export function noteError(facts: AnswerFacts, ...codes: readonly unknown[]): void {
  facts.error ??= codes.find(isWord) ?? codes.find(isNumber)?.toString() ?? 'unknown';
}

function isNumber(code: unknown): code is number {
  return typeof code === 'number';
}

function isWord(code: unknown): code is string {
  return typeof code === 'string' && /^[A-Za-z][\w.:-]{0,99}$/.test(code);
}

function short(value: unknown): string | null {
  const text = textOf(value);
  return text === null || text === '' ? null : text.slice(0, MAX_TEXT);
}
