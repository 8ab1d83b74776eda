/** The port from which the config comes, and what stands for its macros. */

/** Where the config comes from when it may change. */
export interface ConfigSource {
  /** Shown in problems and logs: a file's path. */
  readonly name: string;
  /** The document as it is now. */
  read(): Promise<string>;
  /** Calls back after each change, until the returned function is called. */
  watch?(changed: () => void): () => void;
  /**
   * Puts a document in the place of another, all of it or nothing. Absent: it cannot be changed from here. Rejects with a
   * `GatewayError`: `precondition_failed` if the document is not the expected one any more, `config_read_only` if it
   * cannot be written. What it wrote itself it does not tell as a change.
   *
   * @param expected the document as {@link read} gave it
   */
  write?(text: string, expected: string): Promise<void>;
  /** Why {@link write} would fail whatever it is given; null if it may succeed. */
  readOnly?(): Promise<string | null>;
}

/** Looks up what `${env:NAME}` and `${file:/path}` in the config stand for; undefined where there is nothing. */
export interface Macros {
  env?(name: string): string | undefined;
  file?(path: string): string | undefined;
}
