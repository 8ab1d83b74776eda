/** The credential that goes to a provider with a call. */
import type { HeaderList } from '../wire/header-list.ts';
import type { AwsKey } from './aws-key.ts';
import type { ServiceAccount } from './service-account.ts';

/** What authenticates a call upstream. */
export interface Credential {
  /** `override`: the organisation's key; `passthrough`: the client's own; `fallback`: the key, for want of one; `none`. */
  readonly kind: 'override' | 'passthrough' | 'fallback' | 'none';
  /** The client's credential headers go on unchanged. */
  readonly keepClient: boolean;
  /** The header to add; empty if there is none, or none before it is made of `source`. */
  readonly headers: HeaderList;
  /** What the header has yet to be made of: a token that is minted, or the whole request, which is signed. */
  readonly source?: ServiceAccount | AwsKey;
  /** The client's header, in lower case, that says once more what another one says, and does not go on. */
  readonly repeated?: string;
  /** Query parameters, in lower case, that the header stands for and that do not go on. */
  readonly moved?: ReadonlySet<string>;
}
