/** A gateway with its own server, a provider behind it, and the sockets of a test; all of it ends with the test file. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { CallRecord, Entry, RecordStore } from '@aperturejs/core';
import { createServer, type ApertureServer } from '../server/create-server.ts';
import {
  openSocket,
  trySocket,
  type OpenedSocket,
  type RefusedSocket,
  type SocketAsk,
} from './socket-client.ts';
import { socketConfig, TOKEN } from './socket-config.ts';
import { startSocketUpstream, type SocketUpstream } from './socket-upstream.ts';

/** What a test has at hand. */
export interface SocketStage {
  readonly upstream: SocketUpstream;
  readonly server: ApertureServer;
  readonly port: number;
  /** What the gateway has logged in this test. */
  readonly log: string[];
  /** The records of the turns that are over in this test. */
  readonly records: CallRecord[];
  /** The same with what was captured. */
  readonly entries: Entry[];
  /** Opens a socket, with the token of a subscription; it ends with the test. */
  open(path: string, ask?: Partial<SocketAsk>): Promise<OpenedSocket>;
  /** Asks for one. */
  try(path: string, ask?: Partial<SocketAsk>): Promise<OpenedSocket | RefusedSocket>;
  /** A gateway of another config before the same provider; it ends with the test. */
  another(...config: ConfigArguments): Promise<{ readonly port: number; readonly server: ApertureServer }>;
}

type ConfigArguments = Parameters<typeof socketConfig> extends [string, ...infer Rest] ? Rest : never;

/** Sets the stage for the tests of a file. Its fields are there from `beforeAll` on. */
export function socketStage(): SocketStage {
  const log: string[] = [];
  const records: CallRecord[] = [];
  const entries: Entry[] = [];
  const store = {
    add(entry: Entry) {
      entries.push(entry);
      records.push(entry.record);
    },
  } as RecordStore;
  const logger = {
    log: (level: string, message: string, fields?: object) =>
      void log.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`),
  };
  const started: ApertureServer[] = [];
  const opened: OpenedSocket[] = [];
  const stage = {} as { -readonly [K in keyof SocketStage]: SocketStage[K] };

  const withToken = (path: string, { headers, ...ask }: Partial<SocketAsk> = {}): SocketAsk => ({
    ...ask,
    path,
    headers: { authorization: TOKEN, ...headers },
  });
  const start = async (
    config: Record<string, unknown>,
  ): Promise<{ port: number; server: ApertureServer }> => {
    const server = createServer(config, { port: 0, logger, store });
    const { port } = await server.listen();
    return { port, server };
  };

  beforeAll(async () => {
    const upstream = await startSocketUpstream();
    Object.assign(stage, {
      upstream,
      log,
      records,
      entries,
      ...(await start(socketConfig(upstream.origin))),
    });
    stage.try = async (path, ask) => {
      const outcome = await trySocket(stage.port, withToken(path, ask));
      if (!('status' in outcome)) opened.push(outcome);
      return outcome;
    };
    stage.open = async (path, ask) => {
      const socket = await openSocket(stage.port, withToken(path, ask));
      opened.push(socket);
      return socket;
    };
    stage.another = async (...rest) => {
      const other = await start(socketConfig(upstream.origin, ...rest));
      started.push(other.server);
      return other;
    };
  });
  beforeEach(() => {
    log.length = 0;
    records.length = 0;
    entries.length = 0;
  });
  afterEach(async () => {
    for (const { socket } of opened.splice(0)) socket.terminate();
    for (const server of started.splice(0)) await server.close({ drain: 0 });
    // With its clients gone, the gateway leaves no connection to the provider, whatever the test was about.
    await vi.waitFor(() => expect(stage.upstream.open()).toBe(0));
    stage.upstream.reset();
  });
  afterAll(async () => {
    await stage.server.close({ drain: 0 });
    await stage.upstream.close();
  });
  return stage;
}
