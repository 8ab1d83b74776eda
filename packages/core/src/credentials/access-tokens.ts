/** The access tokens of a service account: one at a time, for everybody, renewed before it expires. */
import type { Logger } from '../ports/logger.ts';
import type { Deadlines, Transport } from '../ports/transport.ts';
import type { ServiceAccount } from './service-account.ts';
import { requestToken } from './token-request.ts';

/** No token can be had for the moment. */
export interface NoToken {
  /** Seconds until the endpoint is asked again. */
  readonly retryAfter: number;
  /** The endpoint said no, and most likely will again. */
  readonly lasting: boolean;
}

/** Gives the tokens of one account. */
export interface AccessTokens {
  /** The token: at once if there is one, else when it is minted. Whoever asks meanwhile gets the same one. */
  get(deadlines: Deadlines): string | NoToken | Promise<string | NoToken>;
  /** The provider did not take this token: it is not given out again. */
  drop(token: string): void;
}

/** All times in milliseconds. Renewed this long before it expires, or half its life where that is shorter. */
const EARLY = 5 * 60_000;
/** Not given out in its last moments: it must still be good when it arrives. */
const MARGIN = 10_000;
/** After a failure the endpoint is left alone, for longer each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** A provider that takes no token at all must not make the gateway mint one for every request. */
const DROP_EVERY = 30_000;

/** Makes the tokens of an account, of which there are none yet. */
export function createAccessTokens(
  account: ServiceAccount,
  { transport, logger }: { readonly transport: Transport; readonly logger: Logger },
): AccessTokens {
  let current: { readonly token: string; readonly renewFrom: number; readonly until: number } | null = null;
  let minting: Promise<string | NoToken> | null = null;
  let failed: { readonly pause: number; readonly until: number; readonly lasting: boolean } | null = null;
  let dropped = -Infinity;

  const mint = async (deadlines: Deadlines): Promise<string | NoToken> => {
    const start = Date.now();
    const minted = await requestToken(account, transport, deadlines);
    minting = null;
    if ('token' in minted) {
      const { token, lifetime } = minted;
      const until = start + Math.max(lifetime - MARGIN, lifetime / 2);
      current = { token, renewFrom: until - Math.min(EARLY, lifetime / 2), until };
      failed = null;
      logger.log('debug', `a new token for the service account ${account.email}`, { lifetime_ms: lifetime });
      return token;
    }
    const { reason, lasting } = minted;
    const pause = failed ? Math.min(failed.pause * 2, LONGEST_PAUSE) : FIRST_PAUSE;
    failed = { pause, until: Date.now() + pause, lasting };
    const goesOn = current !== null && Date.now() < current.until;
    logger.log(
      goesOn ? 'warn' : 'error',
      `no new token for the service account ${account.email}: ${reason}`,
      {
        next_try_ms: pause,
      },
    );
    return { retryAfter: Math.ceil(pause / 1000), lasting };
  };

  return {
    get(deadlines) {
      const now = Date.now();
      const given = current && now < current.until ? current : null;
      if (given && now < given.renewFrom) return given.token;
      if (failed && now < failed.until) {
        const { until, lasting } = failed;
        return given?.token ?? { retryAfter: Math.ceil((until - now) / 1000), lasting };
      }
      minting ??= mint(deadlines);
      return given?.token ?? minting;
    },
    drop(token) {
      const now = Date.now();
      if (current?.token !== token || now - dropped < DROP_EVERY) return;
      dropped = now;
      current = null;
      logger.log(
        'warn',
        `a provider refused a token of the service account ${account.email}; the next is new`,
      );
    },
  };
}
