import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { create } from '../testing/socket-config.ts';
import { socketStage } from '../testing/socket-stage.ts';

const stage = socketStage();
const PATH = '/codex-oauth/responses';

/** Bytes past the library, which would make proper frames of them. */
const writeRaw = (socket: WebSocket, bytes: Uint8Array): void => {
  const { _socket: connection } = socket as unknown as { _socket: { write(bytes: Uint8Array): void } };
  connection.write(bytes);
};
/** Anything, and what begins like a frame: control frames, continuations, reserved bits, 64-bit lengths. */
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(0x00, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0x8b, 0xc1, 0xf1, 0x01),
      fc.constantFrom(0x00, 0x05, 0x7d, 0x7e, 0x7f, 0x80, 0x85, 0xfe, 0xff),
      fc.uint8Array({ maxLength: 40 }),
    )
    .map(([first, second, rest]) => Uint8Array.of(first, second, ...rest)),
);

it('of a client, whatever they are, end no more than its socket', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const client = await stage.open(PATH);
      const provider = await stage.upstream.next();
      writeRaw(client.socket, sent);
      client.socket.terminate();
      await provider.ended;
      // What was no message of the client's has reached nobody as one that asks for an answer.
      expect(provider.heard.filter(({ text }) => text.includes('response.create'))).toEqual([]);
    }),
    { numRuns: 60 },
  );
  const client = await stage.open(PATH);
  client.send(create('gpt-5.3-codex'));
  expect((await (await stage.upstream.next()).next()).text).toBe(create('gpt-5.3-codex'));
});

it('of a provider, whatever they are, end no more than its client’s socket', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const client = await stage.open(PATH);
      const provider = await stage.upstream.next();
      writeRaw(provider.socket, sent);
      provider.socket.terminate();
      const { code } = await client.ended;
      expect(code === 1006 || (code >= 1000 && code < 5000)).toBe(true);
    }),
    { numRuns: 60 },
  );
  const client = await stage.open(PATH);
  (await stage.upstream.next()).send('still there');
  expect((await client.next()).text).toBe('still there');
});

it('that ping are answered, on either side', async () => {
  const client = await stage.open(PATH);
  const provider = await stage.upstream.next();
  for (const { socket } of [client, provider]) {
    const pong = new Promise<string>((resolve) => {
      socket.once('pong', (data: Buffer) => resolve(data.toString()));
    });
    socket.ping('are you there?');
    expect(await pong).toBe('are you there?');
  }
});
