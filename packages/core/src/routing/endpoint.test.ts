import { describe, expect, it } from 'vitest';
import { byId, providerOf } from '../testing/provider.ts';
import { ownsPath, recognise } from './endpoint.ts';

const providers = byId(
  providerOf({ id: 'openai' }),
  providerOf({ id: 'off', disabled: true }),
  providerOf({ id: 'with space' }),
);

const VERTEX = '/v1/projects/p-1/locations/us-east5/publishers/anthropic/models';

describe('recognising endpoints', () => {
  it.each([
    ['/v1/chat/completions', 'openai_chat', null],
    ['/chat/completions', 'openai_chat', null],
    ['/v1/responses', 'openai_responses', null],
    ['/v1/responses/compact', 'openai_responses', null],
    ['/codex/responses', 'openai_responses', null],
    ['/codex/responses/compact', 'openai_responses', null],
    ['/v1/messages', 'anthropic_messages', null],
    ['/v1/messages/count_tokens', 'anthropic_messages', null],
    ['/v1beta/models/gemini-3-pro:generateContent', 'gemini_generate_content', 'gemini-3-pro'],
    ['/v1beta/models/gemini-3-pro:streamGenerateContent', 'gemini_generate_content', 'gemini-3-pro'],
    [`${VERTEX}/gemini-3:generateContent`, 'google_generate_content', 'gemini-3'],
    [`${VERTEX}/claude-opus-4-5@20251101:rawPredict`, 'google_raw_predict', 'claude-opus-4-5@20251101'],
    [
      `${VERTEX}/claude-opus-4-5%4020251101:streamRawPredict`,
      'google_raw_predict',
      'claude-opus-4-5@20251101',
    ],
    ['/bedrock/model/anthropic.claude-v2:0/invoke', 'bedrock_model_invoke', 'anthropic.claude-v2:0'],
    [
      '/bedrock/model/anthropic.claude-v2%3A0/invoke-with-response-stream',
      'bedrock_model_invoke',
      'anthropic.claude-v2:0',
    ],
    [
      '/bedrock/model/arn%3Aaws%3Abedrock%3A%3Aprofile%2Fx/converse',
      'bedrock_converse',
      'arn:aws:bedrock::profile/x',
    ],
    ['/bedrock/model/m/converse-stream', 'bedrock_converse', 'm'],
    ['/v1beta/models/gemini-3-pro:batchEmbedContents', 'gemini_generate_content', 'gemini-3-pro'],
    ['/v1/models/gemini-3-pro:generateContent', 'gemini_generate_content', 'gemini-3-pro'],
    ['/v1/models/ft%3Agemini:a:generateContent', 'gemini_generate_content', 'ft:gemini:a'],
    [
      `${VERTEX.replace('/v1/', '/v1beta1/')}/gemini-3:generateContent`,
      'google_generate_content',
      'gemini-3',
    ],
    ['/v1beta1/publishers/google/models/gemini-3:countTokens', 'google_generate_content', 'gemini-3'],
    ['/v1/publishers/google/models/gemini-3:generateContent', 'google_generate_content', 'gemini-3'],
    ['/v1beta1/publishers/google/models/embed:embedContent', 'google_generate_content', 'embed'],
    ['/v1beta/models/imagen:predict', 'gemini_generate_content', 'imagen'],
    [`${VERTEX}/text-embedding-005:predict`, 'google_generate_content', 'text-embedding-005'],
    ['/v1internal:streamGenerateContent', 'google_code_assist', null],
    // The place of a model, but none: the body names it.
    [`${VERTEX}/count-tokens:rawPredict`, 'google_raw_predict', null],
    ['/v1/completions', 'openai_platform', null],
    ['/v1/embeddings', 'openai_platform', null],
    ['/v1/moderations', 'openai_platform', null],
    ['/v1/rerank', 'openai_platform', null],
    ['/v1/images/generations', 'openai_platform', null],
    ['/v1/images/edits', 'openai_platform', null],
    ['/v1/images/variations', 'openai_platform', null],
    ['/v1/audio/speech', 'openai_platform', null],
    ['/v1/audio/transcriptions', 'openai_platform', null],
    ['/v1/audio/translations', 'openai_platform', null],
    ['/v1/files/file-abc/content', 'openai_platform', null],
    ['/v1/batches', 'openai_platform', null],
  ])('%s', (path, format, model) => {
    expect(recognise(path, providers)).toMatchObject({
      format: { name: format },
      model,
      pinned: null,
      path: path.replace(/^\/codex/, ''),
    });
  });

  it('takes a provider id as the first segment', () => {
    expect(recognise('/openai/v1/responses', providers)).toMatchObject({
      path: '/v1/responses',
      prefix: 'provider',
      pinned: { id: 'openai' },
    });
    expect(recognise('/openai/responses', providers)).toMatchObject({ path: '/responses' });
    expect(recognise('/with%20space/v1/messages', providers)).toMatchObject({ pinned: { id: 'with space' } });
  });

  it.each([
    '/',
    '/v1',
    '/v1/v1/messages',
    '/v1/codex/responses',
    '/codex/v1/responses',
    '/codex/chat/completions',
    '/responses',
    '/v1/responses/',
    '//v1/responses',
    '/v1//responses',
    '/V1/responses',
    '/v1/responses%2f',
    '/v1%2fresponses',
    '/v1/responses;x=1',
    '/v1/%2e%2e/codex/responses',
    '/v1/..%2fcodex/responses',
    '/codex/..%5cresponses',
    '/v1/responses%00',
    '/off/v1/responses',
    '/nobody/v1/responses',
    '/openai/openai/v1/responses',
    '/v1beta/models/:generateContent',
    '/v1beta/models/a/b:generateContent',
    '/v1beta/models/%zz:generateContent',
    '/v1beta/models/gemini:unknownVerb',
    '/v1internal:deleteEverything',
    '/v1internal/operations/a%2f..%2fb',
    '/v1/publishers/anthropic/models/claude:rawPredict',
    '/v1/publishers/anthropic/models/claude:generateContent',
    '/v1/files/a/b',
    '/v1/files/%2e%2e',
    '/v1/files/a%2fcontent',
    '/v1/batches/b/delete',
    '/files',
    '/embeddings',
    '/codex/embeddings',
    '/bedrock/model//invoke',
    '/bedrock/model/m/delete',
    `${VERTEX}/a/b:rawPredict`,
    '/v1/projects/p%2f..%2fx/locations/l/publishers/google/models/m:generateContent',
    '/v1/projects/p/locations/l%3f/publishers/google/models/m:generateContent',
    '/v1/projects/p/locations/l/publishers/google%23/models/m:generateContent',
  ])('not %s', (path) => {
    expect(recognise(path, providers)).toBeNull();
  });
});

it('owns its own prefixes and its providers, and nothing else', () => {
  for (const path of [
    '/v1/anything',
    '/v1beta/x',
    '/codex',
    '/bedrock/x',
    '/aperture/config',
    '/ui/',
    '/metrics',
    '/chat/completions',
    '/openai/v1/responses',
    '/v1internal:loadCodeAssist',
    '/v1internal/operations/x',
  ]) {
    expect(ownsPath(path, providers), path).toBe(true);
  }
  for (const path of ['/', '/health', '/chat', '/v2/x', '/v1x', '/v1:x', '/users/1', '/chat/completions/x']) {
    expect(ownsPath(path, providers), path).toBe(false);
  }
});
