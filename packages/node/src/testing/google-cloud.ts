/**
 * A stand-in for Google Cloud on loopback, as strict as the real one: a token endpoint that takes only what its service
 * account has signed (RFC 7523), and a Vertex AI that takes only tokens of that endpoint. Node's own crypto verifies.
 */
import { generateKeyPairSync, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startUpstream, type Reached } from './upstream.ts';

/** The stand-in, and the account that it knows. */
export interface GoogleCloud {
  readonly origin: string;
  /** An `apikey` with the account's file. */
  readonly keyfile: string;
  /** What the secrets look like: a token that was given out, the private key in any encoding, a claim signed with it. */
  readonly secrets: RegExp;
  /** Why requests for a token were refused. */
  readonly refused: string[];
  /** Tokens given out, the latest last. */
  readonly tokens: string[];
  /** The calls of Vertex AI that got an answer. */
  readonly served: Reached[];
  /** From now on no token counts that was given out before. */
  revoke(): void;
  /** Whether tokens are given out; `down` breaks the connection off. */
  state: 'up' | 'denies' | 'down';
  close(): Promise<void>;
}

const MODELS = '/v1/projects/made-project/locations/global/publishers/google/models/';
const EMAIL = 'gateway@made-project.iam.gserviceaccount.com';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export async function startGoogleCloud(): Promise<GoogleCloud> {
  const upstream = await startUpstream();
  const valid = new Set<string>();
  const file = Buffer.from(fileFor(`${upstream.origin}/token`)).toString('base64');
  const cloud: GoogleCloud = {
    origin: upstream.origin,
    keyfile: `keyfile::${file}`,
    secrets: new RegExp(
      ['canary-minted', 'PRIVATE KEY', 'eyJhbGci', ...piecesOf(PEM), ...piecesOf(file)].join('|'),
    ),
    refused: [],
    tokens: [],
    served: [],
    revoke: () => valid.clear(),
    state: 'up',
    close: upstream.close,
  };
  upstream.answer = (req, res, reached) => {
    const answer = (body: Buffer): void =>
      req.url === '/token' ? giveToken(req, res, body) : generate(req, res, reached);
    reached.body.then(answer, () => {});
  };

  const giveToken = (req: IncomingMessage, res: ServerResponse, body: Buffer): void => {
    if (cloud.state === 'down') return void req.socket.destroy();
    const refusal = cloud.state === 'denies' ? 'it denies' : tokenRefusal(req, body, `${cloud.origin}/token`);
    if (refusal !== null) {
      cloud.refused.push(refusal);
      // A careless endpoint, which repeats what it was sent.
      return answerJson(res, 400, { error: 'invalid_grant', error_description: body.toString() });
    }
    const token = `canary-minted-${cloud.tokens.length + 1}`;
    valid.add(token);
    cloud.tokens.push(token);
    answerJson(res, 200, { access_token: token, expires_in: 3599, token_type: 'Bearer' });
  };
  const generate = (req: IncomingMessage, res: ServerResponse, reached: Reached): void => {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
    if (!valid.has(token)) return answerJson(res, 401, { error: { code: 401, status: 'UNAUTHENTICATED' } });
    if (req.headers['x-goog-api-key'] !== undefined || /[?&](?:\$|%24)?key=/.test(req.url ?? '')) {
      return answerJson(res, 400, { error: { code: 400, message: 'a key and a token' } });
    }
    if (!(req.url ?? '').startsWith(MODELS)) {
      return answerJson(res, 404, { error: { code: 404, message: 'no such project' } });
    }
    cloud.served.push(reached);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.end('data: {"candidates":[]}\r\n\r\n');
  };
  return cloud;
}

/** By which a secret is recognised also where it was cut short. */
function piecesOf(base64: string): string[] {
  return (base64.match(/[A-Za-z0-9+/]{32}/g) ?? []).map((piece) => piece.replaceAll('+', '\\+'));
}

function fileFor(tokenUri: string): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: 'made-project',
    private_key_id: 'canary-key-id',
    private_key: PEM,
    client_email: EMAIL,
    token_uri: tokenUri,
  });
}

/** Why Google refuses a token, or null. */
function tokenRefusal({ method, headers }: IncomingMessage, body: Buffer, tokenUri: string): string | null {
  if (method !== 'POST') return `method ${method}`;
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') return 'content type';
  if (headers.authorization !== undefined || headers.cookie !== undefined) return 'a credential of somebody';
  const form = new URLSearchParams(body.toString());
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return 'grant type';
  const [head = '', payload = '', signature = '', more] = (form.get('assertion') ?? '').split('.');
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const { alg, kid } = read(head);
  if (more !== undefined || alg !== 'RS256' || kid !== 'canary-key-id') return 'header';
  const signed = Buffer.from(`${head}.${payload}`);
  if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) return 'signature';
  const { iss, scope, aud, iat, exp } = read(payload);
  if (iss !== EMAIL || aud !== tokenUri) return 'iss or aud';
  if (scope !== 'https://www.googleapis.com/auth/cloud-platform') return 'scope';
  if (typeof iat !== 'number' || typeof exp !== 'number') return 'iat or exp';
  const now = Date.now() / 1000;
  if (exp - iat > 3600 || exp < now || iat > now + 60) return 'exp - iat';
  return null;
}

function answerJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
