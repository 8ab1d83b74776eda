import { describe, expect, it } from 'vitest';
import { byId, providerOf } from '../testing/provider.ts';
import type { Provider } from '../config/snapshot.ts';
import { recognise, type Call } from './endpoint.ts';
import { upstreamPath } from './upstream-url.ts';

const CHATGPT = 'https://chatgpt.com/backend-api/codex';

function urlOf(baseurl: string, clientPath: string, more: Partial<Provider> = {}, query = ''): string {
  const provider = providerOf({
    id: 'p',
    baseurl,
    upstream: baseurl.endsWith('/codex') ? 'chatgpt' : 'openai',
    ...more,
  });
  const call = recognise(clientPath, byId(provider)) as Call;
  return provider.origin + upstreamPath(provider, call, query, provider.authMode === 'passthrough');
}

describe('base URL and client path', () => {
  it.each([
    // The seed: Codex on a ChatGPT subscription.
    [CHATGPT, '/codex/responses', `${CHATGPT}/responses`],
    [CHATGPT, '/v1/responses', `${CHATGPT}/responses`],
    [CHATGPT, '/p/responses', `${CHATGPT}/responses`],
    [CHATGPT, '/codex/responses/compact', `${CHATGPT}/responses/compact`],
    [CHATGPT, '/v1/chat/completions', `${CHATGPT}/chat/completions`],
    // The platform, however the base URL was written.
    ['https://api.openai.com', '/v1/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com/', '/v1/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com/v1', '/v1/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com/v1/', '/v1/chat/completions', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com', '/codex/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com/v1', '/codex/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com', '/p/responses', 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com', '/p/v1/responses', 'https://api.openai.com/v1/responses'],
    // A version of the vendor's own.
    [
      'https://api.z.ai/api/coding/paas/v4',
      '/chat/completions',
      'https://api.z.ai/api/coding/paas/v4/chat/completions',
    ],
    [
      'https://api.z.ai/api/coding/paas/v4',
      '/v1/chat/completions',
      'https://api.z.ai/api/coding/paas/v4/chat/completions',
    ],
    ['https://api.mistral.ai', '/v1/chat/completions', 'https://api.mistral.ai/v1/chat/completions'],
    ['https://api.perplexity.ai', '/chat/completions', 'https://api.perplexity.ai/chat/completions'],
    ['https://openrouter.ai/api/', '/v1/chat/completions', 'https://openrouter.ai/api/v1/chat/completions'],
    [
      'https://x.services.ai.azure.com/openai',
      '/v1/responses',
      'https://x.services.ai.azure.com/openai/v1/responses',
    ],
    [
      'https://x.services.ai.azure.com/anthropic',
      '/v1/messages',
      'https://x.services.ai.azure.com/anthropic/v1/messages',
    ],
    ['https://api.anthropic.com/v1', '/v1/messages', 'https://api.anthropic.com/v1/messages'],
    ['http://127.0.0.1:8080/v1', '/chat/completions', 'http://127.0.0.1:8080/v1/chat/completions'],
    // The others.
    [
      'https://generativelanguage.googleapis.com',
      '/v1beta/models/g:generateContent',
      'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta',
      '/v1beta/models/g:generateContent',
      'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent',
    ],
    [
      'https://aiplatform.googleapis.com/v1',
      '/v1/projects/p/locations/l/publishers/google/models/g:generateContent',
      'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/g:generateContent',
    ],
    [
      'https://bedrock-runtime.us-east-1.amazonaws.com',
      '/bedrock/model/a.b%3A0/invoke',
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b%3A0/invoke',
    ],
  ])('%s + %s', (baseurl, path, url) => {
    expect(urlOf(baseurl, path)).toBe(url);
  });
});

it('puts the global region where a Vertex client does not know its own', () => {
  const path =
    '/v1/projects/p/locations/_aperture_auto_vertex_region_/publishers/google/models/g:generateContent';
  expect(urlOf('https://aiplatform.googleapis.com', path)).toContain(
    '/projects/p/locations/global/publishers/',
  );
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
