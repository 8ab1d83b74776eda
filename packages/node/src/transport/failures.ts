/** What went wrong on the way to a provider, in words for the client's user: the host and nothing else of the URL. */
import { GatewayError, type RefusalCode } from '@aperturejs/core';
import { errors } from 'undici';

/** How far the exchange had come. */
export type Stage = 'connect' | 'head' | 'body';

/** The error that the client hears of. A `GatewayError` stays as it is: it already says what to tell. */
export function upstreamFailure(error: Error, origin: string, stage: Stage): GatewayError {
  if (GatewayError.is(error)) return error as GatewayError;
  const { code, reason } = describe(error, stage);
  return new GatewayError(code, `provider host ${hostOf(origin)} ${reason}`, { cause: error });
}

/** The host, and the port unless it is the scheme's own, of an origin of the config. */
export function hostOf(origin: string): string {
  return origin.slice(origin.indexOf('//') + 2);
}

interface Failure {
  readonly code: RefusalCode;
  readonly reason: string;
}

/** Codes of Node's sockets and name lookup, by what they mean to somebody who runs a gateway. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'the DNS lookup failed',
  EAI_FAIL: 'the DNS lookup failed',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  EADDRNOTAVAIL: 'no local port or address is free',
  EMFILE: 'the gateway has no file descriptor free',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
};

/** OpenSSL's and Node's codes of a certificate that does not prove the host. */
const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends in a self-signed certificate that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not known here',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it is revoked',
  CERT_UNTRUSTED: 'it is not trusted here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host name',
};

function describe(error: Error, stage: Stage): Failure {
  const code = codeOf(error);
  const certificate = CERTIFICATE[code];
  if (certificate) {
    return failure('upstream_unreachable', `could not be reached: certificate problem: ${certificate}`);
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return failure(
      'upstream_unreachable',
      'could not be reached: it does not speak TLS that the gateway speaks',
    );
  }
  if (code === 'ETIMEDOUT') return failure('upstream_timeout', 'timed out');
  if (error instanceof errors.HTTPParserError || error instanceof errors.ResponseContentLengthMismatchError) {
    const broken = 'broke off its answer, or went on with something that is not HTTP/1.1';
    return failure('upstream_invalid', stage === 'body' ? broken : 'sent something that is not HTTP/1.1');
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return failure('upstream_invalid', 'sent response headers that are too long');
  }
  // While connecting, whatever else the system or OpenSSL says is about the way to the host as well.
  const reason =
    UNREACHABLE[code] ?? (stage === 'connect' && !/^(?:$|ERR_|UND_ERR_)/.test(code) ? code : null);
  if (reason === null) return failure('internal', 'could not be asked; the log of the gateway says why');
  if (stage === 'connect') return failure('upstream_unreachable', `could not be reached: ${reason}`);
  if (stage === 'head') return failure('upstream_unreachable', `did not answer: ${reason}`);
  return failure('upstream_unreachable', `broke off its answer: ${reason}`);
}

function failure(code: RefusalCode, reason: string): Failure {
  return { code, reason };
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
