import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { PUBLIC_KEY, serviceAccountOf } from '../testing/service-account.ts';
import { TOKEN, tokenEndpoint, type TokenAnswer } from '../testing/token-endpoint.ts';
import { requestToken } from './token-request.ts';

const NO_DEADLINES = { connect: 0, firstByte: 0, idle: 0, total: 0 };

async function requested(answer: TokenAnswer | Error, account = serviceAccountOf()) {
  const endpoint = tokenEndpoint();
  endpoint.answer(answer);
  const outcome = await requestToken(account, endpoint, NO_DEADLINES);
  return { outcome, endpoint };
}

it('asks with a signed claim, as RFC 7523 has it', async () => {
  const account = serviceAccountOf({ tokenUri: 'https://oauth2.example.com:8443/v4/token?alt=json' });
  const { outcome, endpoint } = await requested(TOKEN('ya29.token', 3599), account);
  expect(outcome).toEqual({ token: 'ya29.token', lifetime: 3_599_000 });
  const [sent] = endpoint.asked;
  expect(sent).toMatchObject({
    method: 'POST',
    origin: 'https://oauth2.example.com:8443',
    path: '/v4/token?alt=json',
    headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
  });
  const form = new URLSearchParams(new TextDecoder().decode(sent?.body as Uint8Array));
  expect([...form.keys()]).toEqual(['grant_type', 'assertion']);
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const assertion = form.get('assertion') as string;
  expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
  const { payload } = await jwtVerify(assertion, PUBLIC_KEY, {
    issuer: account.email,
    audience: account.tokenUri,
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat'],
  });
  expect(payload['scope']).toBe('https://www.googleapis.com/auth/cloud-platform');
  expect((payload.exp as number) - (payload.iat as number)).toBe(3600);
});

it('waits ten seconds at most, and less where providers get less', async () => {
  const deadlinesFor = async (deadlines: typeof NO_DEADLINES): Promise<unknown> => {
    const endpoint = tokenEndpoint();
    endpoint.answer(TOKEN('t'));
    await requestToken(serviceAccountOf(), endpoint, deadlines);
    return endpoint.asked[0]?.deadlines;
  };
  expect(await deadlinesFor(NO_DEADLINES)).toEqual({
    connect: 10_000,
    firstByte: 10_000,
    idle: 10_000,
    total: 10_000,
  });
  expect(await deadlinesFor({ connect: 500, firstByte: 60_000, idle: 0, total: 2_000 })).toEqual({
    connect: 500,
    firstByte: 10_000,
    idle: 10_000,
    total: 2_000,
  });
});

describe('what is no token', () => {
  it.each<[string, TokenAnswer | Error, boolean]>([
    [
      "oauth2.example.com answered 400 invalid_grant (the key may have been deleted, or this machine's clock be wrong)",
      { status: 400, body: { error: 'invalid_grant', error_description: 'canary' } },
      true,
    ],
    ['oauth2.example.com answered 403', { status: 403, body: '<h1>canary</h1>' }, true],
    ['oauth2.example.com answered 401', { status: 401, body: { error: 'canary eyJhbGci' } }, true],
    ['oauth2.example.com answered 400', { status: 400, body: 'null' }, true],
    ['oauth2.example.com answered 302', { status: 302 }, false],
    ['oauth2.example.com answered 429', { status: 429 }, false],
    ['oauth2.example.com answered 503', { status: 503, body: { error: {} } }, false],
    ['oauth2.example.com answered without a bearer token', { body: '{"access_token":' }, false],
    ['oauth2.example.com answered without a bearer token', { body: { id_token: 'canary' } }, false],
    [
      'oauth2.example.com answered without a bearer token',
      { body: { access_token: 'canary\r\nx: y' } },
      false,
    ],
    [
      'oauth2.example.com answered without a bearer token',
      { body: { access_token: 'canary', token_type: 'mac' } },
      false,
    ],
    ['oauth2.example.com could not be asked', { body: `{"x":"${'canary'.repeat(20_000)}"}` }, false],
    ['oauth2.example.com could not be asked', new TypeError('canary in a header'), false],
    [
      'provider host oauth2.example.com could not be reached',
      new GatewayError('upstream_unreachable', 'provider host oauth2.example.com could not be reached'),
      false,
    ],
  ])('%s', async (reason, answer, lasting) => {
    const { outcome } = await requested(answer);
    expect(outcome).toEqual({ reason, lasting });
  });

  it('lets go of an answer that is too long', async () => {
    const { endpoint } = await requested({ body: 'x'.repeat(70_000) });
    expect(endpoint.cancelled).toBe(1);
  });

  it('a key that does not sign', async () => {
    const privateKey = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----';
    const { outcome, endpoint } = await requested(TOKEN('t'), serviceAccountOf({ privateKey }));
    expect(outcome).toEqual({ reason: 'its private key cannot be used', lasting: true });
    expect(endpoint.asked).toEqual([]);
  });
});

it('reads a lifetime that is written as a string', async () => {
  const { outcome } = await requested({ body: { access_token: 't', expires_in: '3599' } });
  expect(outcome).toEqual({ token: 't', lifetime: 3_599_000 });
});

it('believes five minutes of a token that does not say', async () => {
  for (const expires_in of [undefined, 0, -1, 'soon', null]) {
    const { outcome } = await requested({ body: { access_token: 't', expires_in } });
    expect(outcome).toEqual({ token: 't', lifetime: 300_000 });
  }
});
