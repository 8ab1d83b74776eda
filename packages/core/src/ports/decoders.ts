import type { ByteSource } from '../wire/byte-source.ts';

/** Undoes content codings (RFC 9110 section 8.4.1), of request bodies that are read and of answers that are observed. */
export interface Decoders {
  /** The codings that are known, in lower case: `gzip`, `deflate`, `br`, `zstd`. */
  readonly codings: readonly string[];
  /**
   * The decoded bytes of a body; null for a coding that is not known here. Nothing is read before `start`, the sink's
   * backpressure reaches the encoded source, and cancelling frees both. It fails with a `GatewayError`: `invalid_request`
   * for bytes that are not of the coding or end in the middle, `body_too_large` where more than `maxBytes` come out. The
   * source's own failure is passed on. Every byte must belong to one stream (of gzip one member, of zstd one frame):
   * what follows it some decoders read and others do not.
   *
   * @param coding one of `codings`
   */
  decode(coding: string, encoded: ByteSource, limits: { readonly maxBytes: number }): ByteSource | null;
}
