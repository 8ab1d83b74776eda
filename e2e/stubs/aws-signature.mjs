/** Checks AWS Signature Version 4 by signing again, with AWS's own signer, what the request says it signed. */
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<id>[^/]+)\/(?<day>\d{8})\/(?<region>[\w-]+)\/(?<service>[\w-]+)\/aws4_request, ?SignedHeaders=(?<signed>[a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;
/** AWS refuses what is older or newer. */
const MAX_SKEW = 15 * 60_000;

/**
 * What is wrong with a request's signature, in the words of AWS; undefined if nothing is.
 *
 * @param {{ method: string, url: string, headers: Record<string, string>, body: Buffer }} seen
 * @param {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string, region: string, service: string }} expected
 * @returns {Promise<{ type: string, message: string } | undefined>}
 */
export async function signatureRefusal(seen, { region, service, ...credentials }) {
  const found = AUTHORIZATION.exec(seen.headers.authorization)?.groups;
  if (!found)
    return {
      type: 'IncompleteSignatureException',
      message: 'Authorization header requires existence of Credential, SignedHeaders and Signature.',
    };
  if (
    found.id !== credentials.accessKeyId ||
    seen.headers['x-amz-security-token'] !== credentials.sessionToken
  )
    return {
      type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
  if (found.region !== region || found.service !== service)
    return {
      type: 'InvalidSignatureException',
      message: `Credential should be scoped to '${region}' and '${service}', not '${found.region}' and '${found.service}'.`,
    };
  const names = found.signed.split(';');
  const date = dateOf(seen.headers['x-amz-date']);
  if (!names.includes('host') || date === undefined)
    return {
      type: 'InvalidSignatureException',
      message: 'Host and X-Amz-Date must be signed.',
    };
  if (Math.abs(date - Date.now()) > MAX_SKEW)
    return { type: 'InvalidSignatureException', message: 'Signature expired.' };

  const { pathname, searchParams } = new URL(seen.url, 'http://made');
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const again = await signer.sign(
    {
      method: seen.method,
      protocol: 'https:',
      hostname: seen.headers.host,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: Object.fromEntries(names.map((name) => [name, seen.headers[name] ?? ''])),
      body: seen.body,
    },
    { signingDate: date, signableHeaders: new Set(names) },
  );
  return again.headers.authorization === seen.headers.authorization
    ? undefined
    : {
        type: 'InvalidSignatureException',
        message:
          'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      };
}

function dateOf(text = '') {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (parts.length === 0) return undefined;
  const [year, month, ...rest] = parts.map(Number);
  return new Date(Date.UTC(year, month - 1, ...rest));
}
