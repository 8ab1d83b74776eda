/** Credentials that are made at each call, from a client's socket to strict vendors', on every face. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsRefusal } from '../../core/src/testing/aws.ts';
import type { RunningFace } from './testing/faces.ts';
import { gatewayFaces } from './testing/gateway-faces.ts';
import { startGoogleCloud, type GoogleCloud } from './testing/google-cloud.ts';
import { startUpstream, type Reached, type Upstream } from './testing/upstream.ts';

const VERTEX =
  '/v1/projects/_aperture_auto_vertex_project_id_/locations/_aperture_auto_vertex_region_/publishers/google/models/gemini:streamGenerateContent?alt=sse';
const MODELS = ['amazon.nova-pro-v1:0', 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude'];
const AWS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzE+/=',
  region: 'us-east-1',
  service: 'bedrock',
};
/** What a client may send to pay in another way. */
const OWN = [
  ['authorization', 'AWS4-HMAC-SHA256 Credential=theirs'],
  ['x-goog-api-key', 'theirs'],
  ['x-amz-date', '20260101T000000Z'],
  ['x-amz-content-sha256', 'theirs'],
  ['x-amz-security-token', 'theirs'],
].flat();

describe.each(gatewayFaces.map((face) => [face.name, face] as const))('%s', (_name, face) => {
  let google: GoogleCloud;
  let bedrock: Upstream;
  let running: RunningFace;

  beforeEach(async () => {
    google = await startGoogleCloud();
    bedrock = await startUpstream();
    running = await face.start({
      grants: [
        { src: ['(loopback)'], app: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: '**' }] } },
      ],
      providers: {
        vertex: {
          baseurl: google.origin,
          apikey: google.keyfile,
          models: ['gemini'],
          compatibility: { google_generate_content: true },
        },
        bedrock: {
          baseurl: bedrock.origin,
          authorization: 'aws-sigv4',
          aws_region: AWS.region,
          apikey: `${AWS.accessKeyId}:${AWS.secretAccessKey}:${AWS.sessionToken}`,
          models: MODELS,
          compatibility: { bedrock_model_invoke: true, bedrock_converse: true },
        },
      },
    });
  });
  afterEach(async () => {
    await running.close();
    await google.close();
    await bedrock.close();
  });

  const post = (path: string, body: string | AsyncIterable<Uint8Array> = '{"contents":[]}') =>
    running.client.fetch({
      method: 'POST',
      path,
      headers: ['content-type', 'application/json', ...OWN],
      body,
    });
  const verdictOn = async ({ method, path, headers, body }: Reached): Promise<string | null> =>
    awsRefusal({ method, path, host: new URL(bedrock.origin).host, headers, body: await body }, AWS);

  it('a token is minted once for all who wait, and serves', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(`${VERTEX}&key=theirs`)));
    expect(google.refused).toEqual([]);
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(
      answers.map(() => '200 data: {"candidates":[]}\r\n\r\n'),
    );
    expect(google.tokens).toHaveLength(1);
    expect(google.served).toHaveLength(4);
    expect(google.served[0]?.path).toBe(
      '/v1/projects/made-project/locations/global/publishers/google/models/gemini:streamGenerateContent?alt=sse',
    );
  });

  it('a token that Vertex AI refuses is not used again', async () => {
    expect((await post(VERTEX)).status).toBe(200);
    google.revoke();
    expect((await post(VERTEX)).status).toBe(401);
    expect((await post(VERTEX)).status).toBe(200);
    expect(google.tokens).toHaveLength(2);
  });

  it.each(['denies', 'down'] as const)('a token endpoint that is or does %s', async (state) => {
    google.state = state;
    const answer = await post(VERTEX);
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });
    expect(answer.header(state === 'down' ? 'retry-after' : 'x-should-retry')).toHaveLength(1);
    expect(answer.text).not.toMatch(google.secrets);
    expect(google.served).toEqual([]);
  });

  it.each(MODELS)('what goes to AWS is signed as it arrives: %s', async (model) => {
    const paths = ['invoke', 'invoke-with-response-stream', 'converse', 'converse-stream'].map(
      (verb) => `/bedrock/model/${encodeURIComponent(model)}/${verb}`,
    );
    for (const path of [...paths, `/bedrock/model/${model.replaceAll('/', '%2F')}/converse`]) {
      expect((await post(`${path}?X-Amz-Signature=theirs&X-Amz-Date=theirs`, '{"a":"é"}')).status, path).toBe(
        200,
      );
    }
    expect(bedrock.reached).toHaveLength(5);
    for (const reached of bedrock.reached) {
      expect(await verdictOn(reached), reached.path).toBeNull();
      expect(reached.path + reached.headers.join()).not.toContain('theirs');
    }
  });

  it('a body in pieces, or none, is signed whole; the answer streams', async () => {
    bedrock.answer = async (_req, res, { body }) => {
      await body;
      res.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      res.write('one');
      res.end('two');
    };
    const path = `/bedrock/model/${encodeURIComponent(MODELS[0] as string)}/invoke-with-response-stream`;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 40; i += 1) yield new Uint8Array(16 * 1024).fill(97 + (i % 26));
    }
    expect((await post(path, pieces())).text).toBe('onetwo');
    expect((await post(path, '')).text).toBe('onetwo');
    expect(bedrock.reached).toHaveLength(2);
    for (const reached of bedrock.reached) expect(await verdictOn(reached)).toBeNull();
    expect(await (bedrock.reached[0] as Reached).body).toHaveLength(40 * 16 * 1024);
  });
});
