/**
 * What a face and a transport need to meet the gateway without web streams in between: `@aperturejs/core/wire`.
 * An application does not need this module; it is public so that faces for other servers can be written.
 */
export {
  bytesFrom,
  bytesFromStream,
  collectBytes,
  concatBytes,
  streamFromBytes,
  type ByteSink,
  type ByteSource,
} from './byte-source.ts';
export {
  hasHeader,
  headerListOf,
  headersOf,
  headerValue,
  headerValues,
  type HeaderList,
} from './header-list.ts';
export {
  isRaw,
  lazyResponse,
  nativeResponse,
  RAW,
  rawRequestOf,
  rawResponseOf,
  sourceOf,
  type Raw,
  type RawRequest,
  type RawResponse,
} from './raw.ts';
