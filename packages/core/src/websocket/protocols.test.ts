import { expect, it } from 'vitest';
import { unfolded } from './protocols.ts';

it('leaves nothing of the handshake among the headers', () => {
  const { headers, protocols } = unfolded([
    'Host',
    'gateway',
    'Sec-WebSocket-Key',
    'k',
    'sec-websocket-version',
    '13',
    'SEC-WEBSOCKET-EXTENSIONS',
    'permessage-deflate',
    'Sec-WebSocket-Protocol',
    'a,  b',
    'sec-websocket-protocol',
    'c',
  ]);
  expect(headers).toEqual(['Host', 'gateway']);
  expect(protocols).toEqual(['a', 'b', 'c']);
});

it('moves what stands for a header to that header, once', () => {
  const { headers, protocols } = unfolded([
    'sec-websocket-protocol',
    'realtime, openai-insecure-api-key.sk-1, openai-project.p, openai-insecure-api-key.sk-2',
    'OpenAI-Project',
    'own',
  ]);
  expect(protocols).toEqual(['realtime']);
  expect(headers).toEqual(['OpenAI-Project', 'own', 'authorization', 'Bearer sk-1']);
});
