/** What an answer under `/aperture/` is made from. */
import type { Admitted } from '../admit.ts';
import type { Refusal } from '../errors.ts';
import type { RequestContext } from '../ports/request-context.ts';
import type { Running } from '../running.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';

/** A question by somebody whose role may ask it. */
export interface Question {
  readonly running: Running;
  readonly by: Admitted;
  /** The segment of the path in the place of `{id}`. */
  readonly id: string;
  /** With its `?`; empty if there is none. */
  readonly query: string;
  readonly headers: HeaderList;
  /** As it came. Whoever reads its `body` takes it. */
  readonly request: RawRequest;
  readonly context: RequestContext;
}

/** Answers a question. */
export interface Answering {
  (question: Question): Promise<RawResponse | Refusal>;
  /** What it says without looking at the question, for want of something that not every gateway has; null if it is there. */
  missing?(running: Running): Refusal | null;
}
