import { describe, expect, it } from 'vitest';
import { byId, providerOf } from '../testing/provider.ts';
import { serviceAccountOf } from '../testing/service-account.ts';
import { upstreamOf } from '../config/compile/upstream.ts';
import type { Provider } from '../config/snapshot.ts';
import { recognise, type Call } from './endpoint.ts';
import { upstreamPath } from './upstream-url.ts';

const CHATGPT = 'https://chatgpt.com/backend-api/codex';

function urlOf(baseurl: string, clientPath: string, more: Partial<Provider> = {}, query = ''): string {
  const provider = providerOf({ id: 'p', baseurl, ...more });
  const upstream = upstreamOf(provider, new Set(['openai_chat']));
  const call = recognise(clientPath, byId(provider)) as Call;
  return (
    provider.origin +
    upstreamPath({ ...provider, upstream }, call, query, provider.authMode === 'passthrough')
  );
}

describe('base URL and client path', () => {
  it.each([
    // The seed: Codex on a ChatGPT subscription.
    [CHATGPT, '/codex/responses', `${CHATGPT}/responses`],
    [CHATGPT, '/v1/responses', `${CHATGPT}/responses`],
    [CHATGPT, '/p/responses', `${CHATGPT}/responses`],
    [CHATGPT, '/codex/responses/compact', `${CHATGPT}/responses/compact`],
    [CHATGPT, '/v1/chat/completions', `${CHATGPT}/chat/completions`],
    ['https://api.openai.com', '/codex/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com/v1', '/codex/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com', '/p/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com', '/p/embeddings', 'https://api.openai.com/v1/embeddings'],
    ['https://api.openai.com', '/p/files/f-1/content', 'https://api.openai.com/v1/files/f-1/content'],
    ['http://127.0.0.1:8080/v1', '/p/files', 'http://127.0.0.1:8080/v1/files'],
    ['http://127.0.0.1:8080/v1', '/chat/completions', 'http://127.0.0.1:8080/v1/chat/completions'],
    ['https://api.perplexity.ai', '/chat/completions', 'https://api.perplexity.ai/chat/completions'],
    ['https://api.perplexity.ai', '/p/chat/completions', 'https://api.perplexity.ai/chat/completions'],
  ])('%s + %s', (baseurl, path, url) => {
    expect(urlOf(baseurl, path)).toBe(url);
  });

  /** What reaches the vendors of spec/aperture.md 13, however the base URL was written and the client was told. */
  const FOUNDRY = 'https://x.services.ai.azure.com';
  const CLOUDFLARE = 'https://gateway.ai.cloudflare.com/v1/account/gateway';
  const PROJECT = '/projects/p/locations/l/publishers';
  const GEMINI = 'https://generativelanguage.googleapis.com';
  const VERTEX = 'https://aiplatform.googleapis.com';
  const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com';
  const vendors: readonly (readonly [
    base: string,
    alsoWritten: readonly string[],
    sent: string,
    url: string,
  ])[] = [
    ['https://api.openai.com', ['/v1', '/v1/'], '/v1/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com', ['/v1'], '/v1/images/edits', 'https://api.openai.com/v1/images/edits'],
    ['https://api.anthropic.com', ['/v1'], '/v1/messages', 'https://api.anthropic.com/v1/messages'],
    [GEMINI, ['/v1beta'], '/v1beta/models/g:generateContent', `${GEMINI}/v1beta/models/g:generateContent`],
    [GEMINI, [], '/v1/models/g:embedContent', `${GEMINI}/v1/models/g:embedContent`],
    [`${GEMINI}/v1beta/openai`, [], '/v1/chat/completions', `${GEMINI}/v1beta/openai/chat/completions`],
    [
      VERTEX,
      ['/v1'],
      `/v1${PROJECT}/google/models/g:generateContent`,
      `${VERTEX}/v1${PROJECT}/google/models/g:generateContent`,
    ],
    [
      VERTEX,
      ['/v1beta1'],
      `/v1beta1${PROJECT}/google/models/g:countTokens`,
      `${VERTEX}/v1beta1${PROJECT}/google/models/g:countTokens`,
    ],
    [
      VERTEX,
      [],
      `/v1${PROJECT}/anthropic/models/c@1:rawPredict`,
      `${VERTEX}/v1${PROJECT}/anthropic/models/c@1:rawPredict`,
    ],
    [
      VERTEX,
      [],
      '/v1beta1/publishers/google/models/g:generateContent',
      `${VERTEX}/v1beta1/publishers/google/models/g:generateContent`,
    ],
    [BEDROCK, [], '/bedrock/model/a.b%3A0/invoke', `${BEDROCK}/model/a.b%3A0/invoke`],
    [BEDROCK, [], '/p/bedrock/model/a.b%3A0/converse', `${BEDROCK}/model/a.b%3A0/converse`],
    [
      'https://bedrock-mantle.us-east-1.api.aws',
      ['/v1'],
      '/v1/chat/completions',
      'https://bedrock-mantle.us-east-1.api.aws/v1/chat/completions',
    ],
    [
      'https://openrouter.ai/api',
      ['/v1'],
      '/v1/chat/completions',
      'https://openrouter.ai/api/v1/chat/completions',
    ],
    [
      'https://ai-gateway.vercel.sh',
      ['/v1'],
      '/v1/chat/completions',
      'https://ai-gateway.vercel.sh/v1/chat/completions',
    ],
    [`${FOUNDRY}/openai`, ['/v1'], '/v1/responses', `${FOUNDRY}/openai/v1/responses`],
    [`${FOUNDRY}/anthropic`, ['/v1'], '/v1/messages', `${FOUNDRY}/anthropic/v1/messages`],
    [`${CLOUDFLARE}/openai`, [], '/v1/chat/completions', `${CLOUDFLARE}/openai/chat/completions`],
    [`${CLOUDFLARE}/compat`, [], '/v1/chat/completions', `${CLOUDFLARE}/compat/chat/completions`],
    [`${CLOUDFLARE}/anthropic`, ['/v1'], '/v1/messages', `${CLOUDFLARE}/anthropic/v1/messages`],
    ['http://127.0.0.1:8080', ['/v1'], '/v1/chat/completions', 'http://127.0.0.1:8080/v1/chat/completions'],
    ['http://127.0.0.1:8080', ['/v1'], '/v1/rerank', 'http://127.0.0.1:8080/v1/rerank'],
    [
      'https://api.groq.com/openai',
      ['/v1'],
      '/v1/chat/completions',
      'https://api.groq.com/openai/v1/chat/completions',
    ],
    ['https://api.mistral.ai', ['/v1'], '/v1/chat/completions', 'https://api.mistral.ai/v1/chat/completions'],
    [
      'https://api.deepseek.com',
      ['/v1'],
      '/v1/chat/completions',
      'https://api.deepseek.com/v1/chat/completions',
    ],
    [
      'https://api.together.xyz',
      ['/v1'],
      '/v1/chat/completions',
      'https://api.together.xyz/v1/chat/completions',
    ],
    [
      'https://api.fireworks.ai/inference',
      ['/v1'],
      '/v1/chat/completions',
      'https://api.fireworks.ai/inference/v1/chat/completions',
    ],
    [
      'https://api.z.ai/api/coding/paas/v4',
      [],
      '/chat/completions',
      'https://api.z.ai/api/coding/paas/v4/chat/completions',
    ],
    [
      'https://api.z.ai/api/coding/paas/v4',
      [],
      '/v1/chat/completions',
      'https://api.z.ai/api/coding/paas/v4/chat/completions',
    ],
    ['https://api.z.ai/api/anthropic', ['/v1'], '/v1/messages', 'https://api.z.ai/api/anthropic/v1/messages'],
  ];
  it.each(vendors)('%s%j + %s', (base, alsoWritten, sent, url) => {
    for (const end of ['', '/', '//', ...alsoWritten]) {
      expect(urlOf(base + end, sent), base + end).toBe(url);
      expect(urlOf(base + end, sent.startsWith('/p/') ? sent : `/p${sent}`), `/p, ${base}${end}`).toBe(url);
    }
  });
});

it('gives a short Vertex path the project of the service account, if the provider is told to', () => {
  const more = { compatibility: { experimental_gemini_cli_vertex_compat: true } };
  const sent = '/v1beta1/publishers/google/models/g:streamGenerateContent';
  expect(urlOf('https://aiplatform.googleapis.com', sent, more)).toBe(
    'https://aiplatform.googleapis.com/v1beta1/projects/_aperture_auto_vertex_project_id_/locations/global' +
      '/publishers/google/models/g:streamGenerateContent',
  );
});

describe('what a Vertex client leaves to the gateway', () => {
  const path = (project: string, region: string): string =>
    `/v1/projects/${project}/locations/${region}/publishers/google/models/g:generateContent`;
  const PROJECT = '_aperture_auto_vertex_project_id_';
  const REGION = '_aperture_auto_vertex_region_';
  const account = serviceAccountOf({ projectId: 'my-project' });

  it.each([
    ['https://aiplatform.googleapis.com', 'global'],
    ['https://us-east5-aiplatform.googleapis.com', 'us-east5'],
    ['https://aiplatform.eu.rep.googleapis.com', 'eu'],
    ['https://vertex.example.com', 'global'],
    ['https://us-east5-aiplatform.googleapis.com.example', 'global'],
  ])('the region of %s is %s', (baseurl, region) => {
    expect(urlOf(baseurl, path('p', REGION))).toBe(baseurl + path('p', region));
  });

  it("the project is the service account's", () => {
    const url = (client: string, more: Partial<Provider>): string =>
      urlOf('https://aiplatform.googleapis.com', client, more);
    expect(url(path(PROJECT, REGION), { keySource: account })).toContain(path('my-project', 'global'));
    expect(url(path(PROJECT, 'us-east5'), { keySource: account })).toContain(path('my-project', 'us-east5'));
    expect(url(path('theirs', 'us-east5'), { keySource: account })).toContain(path('theirs', 'us-east5'));
    const short = '/v1/publishers/google/models/g:generateContent';
    const compatibility = { experimental_gemini_cli_vertex_compat: true };
    expect(url(short, { keySource: account, compatibility })).toContain(path('my-project', 'global'));
    // Routing refuses what still holds the placeholder.
    expect(url(path(PROJECT, REGION), {})).toContain(path(PROJECT, 'global'));
    expect(url(path(PROJECT, 'l'), { keySource: serviceAccountOf({ projectId: undefined }) })).toContain(
      path(PROJECT, 'l'),
    );
  });
});

describe('the query', () => {
  const gemini = '/v1beta/models/g:generateContent';
  it('passes as it is', () => {
    expect(urlOf('https://x.example', '/v1/messages', {}, '?beta=true&a=%20+b')).toBe(
      'https://x.example/v1/messages?beta=true&a=%20+b',
    );
  });
  it("loses the client's credential, unless that is what shall pass", () => {
    expect(urlOf('https://x.example', gemini, {}, '?alt=sse&key=AIza')).toBe(
      `https://x.example${gemini}?alt=sse`,
    );
    expect(urlOf('https://x.example', gemini, { authMode: 'none' }, '?key=AIza')).toBe(
      `https://x.example${gemini}`,
    );
    expect(urlOf('https://x.example', gemini, { authMode: 'passthrough' }, '?key=AIza')).toBe(
      `https://x.example${gemini}?key=AIza`,
    );
  });
});
