/** OpenAI's own SDK over WebSockets: Responses and Realtime, and what it makes of the gateway's refusals. */
import { createServer } from 'node:https';
import { attachUpgrade, createNodeGateway } from '@aperturejs/node';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CERTIFICATE, KEY } from '../../../packages/node/src/transport/testing/certificate.ts';
import { SDK_FACES } from '../../sdk/stage.mjs';
import { grant, openaiKey, setStage } from '../../stage.mjs';
import { startOpenaiPlatform } from '../../stubs/openai-platform.mjs';

const GRANTS = [
  grant(['*'], { role: 'admin' }, { models: 'openai/gpt-5*' }, { models: 'openai/gpt-realtime' }),
];
const configFor = (platform) => ({
  grants: GRANTS,
  providers: { openai: { ...openaiKey(platform), websockets: true } },
});
const respond = (input, model = 'gpt-5.5') => ({ type: 'response.create', model, input });

/** Events up to the last one of a response, errors by what they tell. */
async function turn(events) {
  const seen = [];
  for (;;) {
    const { value } = await events.next();
    if (value.type === 'error') return [value.error.error.error];
    if (value.type === 'close') throw new Error(`closed with ${value.code}`);
    if (value.type !== 'message') continue;
    seen.push(value.message);
    if (value.message.type === 'response.completed') return seen;
  }
}

describe.each(SDK_FACES)('Responses through %s', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      face,
      platformModels: ['gpt-5.5', 'secret'],
      config: ({ platform }) => configFor(platform),
    });
  });
  afterAll(() => stage?.close());
  const socketTo = (baseURL, apiKey) => new ResponsesWS(new OpenAI({ baseURL, apiKey, maxRetries: 0 }));

  test('are what they are without it, turn by turn', async () => {
    const direct = socketTo(`${stage.platform.url}/v1`, stage.platform.key);
    const relayed = socketTo(`${stage.gateway.url}/v1`, 'anything');
    const [one, other] = [direct.stream(), relayed.stream()];
    for (const input of ['say hi, größer', 'and again']) {
      direct.send(respond(input));
      relayed.send(respond(input));
      const events = await turn(other);
      expect(events.length).toBeGreaterThan(5);
      expect(events).toEqual(await turn(one));
    }
    direct.close();
    relayed.close();
    expect(stage.platform.objections).toEqual([]);
    expect(stage.platform.sockets.handshakes).toHaveLength(2);
  });

  test('of a model that is not granted are refused in between, and the socket lives on', async () => {
    const relayed = socketTo(`${stage.gateway.url}/v1`, 'anything');
    const events = relayed.stream();
    relayed.send(respond('hi', 'secret'));
    expect(await turn(events)).toMatchObject([
      { code: 'model_not_found', message: expect.stringContaining('no route found for model "secret"') },
    ]);
    relayed.send(respond('hi'));
    expect((await turn(events)).at(-1)).toMatchObject({ response: { status: 'completed' } });
    relayed.close();
    expect(stage.platform.objections).toEqual([]);
  });
});

describe('Realtime over TLS', () => {
  let platform, gateway, server, upgrades, port;
  beforeAll(async () => {
    platform = await startOpenaiPlatform({ models: ['gpt-realtime'] });
    gateway = createNodeGateway(configFor(platform), { logger: { log() {} } });
    server = createServer({ cert: CERTIFICATE, key: KEY });
    upgrades = attachUpgrade(server, gateway);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    ({ port } = server.address());
  });
  afterAll(async () => {
    await upgrades.close({ drain: 0 });
    server.closeAllConnections();
    server.close();
    await gateway.close();
    await platform.close();
  });
  const options = { ca: CERTIFICATE };

  /** What is said back. */
  const answerOver = (realtime) =>
    new Promise((resolve, reject) => {
      let text = '';
      realtime.on('error', reject);
      realtime.on('session.created', () => {
        const content = [{ type: 'input_text', text: 'hello' }];
        realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
        realtime.send({ type: 'response.create' });
      });
      realtime.on('response.output_text.delta', ({ delta }) => (text += delta));
      realtime.on('response.done', () => resolve(text));
    });

  test.each(['gpt-realtime', 'openai/gpt-realtime'])('speaks with %s', async (model) => {
    const client = new OpenAI({ baseURL: `https://localhost:${port}/v1`, apiKey: 'anything' });
    const realtime = new OpenAIRealtimeWS({ model, options }, client);
    expect(await answerOver(realtime)).toBe('You said: hello');
    realtime.close();
    expect(platform.sockets.handshakes.at(-1).url).toBe('/v1/realtime?model=gpt-realtime');
    expect(platform.objections).toEqual([]);
  });

  test('is refused with the status that it is', async () => {
    const client = new OpenAI({ baseURL: `https://localhost:${port}/v1`, apiKey: 'anything' });
    const realtime = new OpenAIRealtimeWS({ model: 'gpt-9', options }, client);
    await expect(answerOver(realtime)).rejects.toThrow('Unexpected server response: 404');
  });

  test('takes the key of a browser among the subprotocols, and shows it to nobody', async () => {
    const socket = new WebSocket(
      `wss://localhost:${port}/v1/realtime?model=gpt-realtime`,
      ['realtime', 'openai-insecure-api-key.sk-of-a-browser'],
      options,
    );
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    expect(socket.protocol).toBe('realtime');
    socket.close();
    const { headers } = platform.sockets.handshakes.at(-1);
    expect(headers).toMatchObject({
      authorization: `Bearer ${platform.key}`,
      'sec-websocket-protocol': 'realtime',
    });
    expect(platform.objections).toEqual([]);
  });
});
