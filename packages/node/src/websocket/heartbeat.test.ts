import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { startHeartbeat } from './heartbeat.ts';
import { createValve } from './valve.ts';

/** As much of a socket as a heartbeat touches. */
class FakeSocket extends EventEmitter {
  bufferedAmount = 0;
  pings = 0;
  isCut = false;
  ping(): void {
    this.pings += 1;
  }
  terminate(): void {
    this.isCut = true;
    this.emit('close');
  }
  pause(): void {}
  resume(): void {}
}

const start = (): { socket: FakeSocket; valve: ReturnType<typeof createValve> } => {
  const socket = new FakeSocket();
  const valve = createValve(socket as unknown as WebSocket);
  startHeartbeat(socket as unknown as WebSocket, valve);
  return { socket, valve };
};
const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('pings twice a minute', () => {
  const { socket } = start();
  for (let i = 0; i < 20; i += 1) {
    vi.advanceTimersByTime(MINUTE / 2);
    socket.emit('pong');
  }
  expect([socket.pings, socket.isCut]).toEqual([20, false]);
});

it('cuts a side that gives no sign of life, and rests when it is closed', () => {
  const { socket } = start();
  vi.advanceTimersByTime(2 * MINUTE);
  expect(socket.isCut).toBe(false);
  vi.advanceTimersByTime(MINUTE);
  expect(socket.isCut).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it.each(['message', 'ping', 'pong'])('takes a %s for a sign of life', (event) => {
  const { socket } = start();
  for (let i = 0; i < 10; i += 1) {
    vi.advanceTimersByTime(MINUTE);
    socket.emit(event);
  }
  expect(socket.isCut).toBe(false);
});

it('does not ask a side that is held back, or has yet to take what was sent', () => {
  const { socket, valve } = start();
  valve.hold(Symbol('test'));
  vi.advanceTimersByTime(60 * MINUTE);
  valve.open();
  for (let i = 1; i < 100; i += 1) {
    socket.bufferedAmount = i;
    vi.advanceTimersByTime(MINUTE);
  }
  expect([socket.pings, socket.isCut]).toEqual([0, false]);
});

it('cuts a side that takes nothing at all', () => {
  const { socket } = start();
  socket.bufferedAmount = 1;
  vi.advanceTimersByTime(10 * MINUTE);
  expect(socket.isCut).toBe(false);
  vi.advanceTimersByTime(MINUTE);
  expect(socket.isCut).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
