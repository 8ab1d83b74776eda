/** What the thread of the gateway and the thread of the database say to each other. */
import type { DatabaseAddress } from './database/address.ts';
import type { Engine } from './engine.ts';

/** What the worker is started with. */
export interface WorkerData {
  readonly address: DatabaseAddress;
}

/** What the engine can be asked, each with one argument. */
export type Operation = keyof Engine;
export type Argument<O extends Operation> = Parameters<Engine[O]> extends [infer A] ? A : void;
export type Answer<O extends Operation> = Awaited<ReturnType<Engine[O]>>;

export interface Question {
  readonly id: number;
  readonly operation: Operation;
  readonly argument: unknown;
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** An error on its way: its text, and the code that says what to make of it. Nothing else, lest an address goes along. */
export interface SentError {
  readonly message: string;
  readonly code: string | null;
  /** It is a `GatewayError` of core, for whoever asked, which is known by its name. */
  readonly told: boolean;
}

/** Asks the engine. */
export function perform(engine: Engine, { operation, argument }: Question): Promise<unknown> {
  return (engine[operation] as (argument: unknown) => Promise<unknown>)(argument);
}

const GATEWAY_ERROR = 'GatewayError';

export function toSentError(error: unknown): SentError {
  const { code } = Object(error) as { code?: unknown };
  return {
    message: messageOf(error),
    code: typeof code === 'string' ? code : null,
    told: error instanceof Error && error.name === GATEWAY_ERROR,
  };
}

export function fromSentError({ message, code, told }: SentError): Error {
  return Object.assign(new Error(message), { code, ...(told && { name: GATEWAY_ERROR }) });
}

/** A name with several addresses of which none answers is one error without a text, and has the others in it. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
