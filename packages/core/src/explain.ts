/** Why a request goes where it goes. */

/** A request to explain. */
export interface Question {
  /** The login to ask for, such as `alice@example.com`. */
  readonly as: string;
  readonly tags?: readonly string[];
  readonly groups?: readonly string[];
  /** Default `POST`. */
  readonly method?: string;
  readonly path: string;
  /** The `model` that the body would hold. */
  readonly model?: string;
  /** Headers the client would send, such as its credential. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The steps of a decision, in plain values that serialise to JSON. Holds no credential. */
export interface Explanation {
  readonly decision: 'forward' | 'answer' | 'refuse';
  readonly steps: readonly { readonly step: string; readonly detail: string }[];
}
