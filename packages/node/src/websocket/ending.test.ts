import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { mirror } from './ending.ts';
import { createValve } from './valve.ts';

/** As much of a socket as its end touches. */
class FakeSocket extends EventEmitter {
  bufferedAmount = 0;
  said: unknown[] = [];
  flush = (): void => {};
  close(...how: unknown[]): void {
    this.said.push(['close', ...how]);
  }
  terminate(): void {
    this.said.push('terminate');
    this.emit('close');
  }
  ping(_data: unknown, _mask: unknown, sent: () => void): void {
    this.flush = sent;
  }
  pause(): void {}
  resume(): void {
    this.said.push('resume');
  }
}

const end = (socket: FakeSocket, code: number, reason = ''): void =>
  mirror(socket as unknown as WebSocket, createValve(socket as unknown as WebSocket), code, reason);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('reads the other side’s close frame whatever held it back', () => {
  const socket = new FakeSocket();
  end(socket, 4001, 'x');
  expect(socket.said).toEqual(['resume', ['close', 4001, 'x']]);
});

it('breaks off at once where nothing is on its way', () => {
  const socket = new FakeSocket();
  end(socket, 1006);
  expect(socket.said).toEqual(['resume', 'terminate']);
});

it('lets what was sent arrive before it breaks off', () => {
  const socket = new FakeSocket();
  socket.bufferedAmount = 1;
  end(socket, 1006);
  expect(socket.said).toEqual(['resume']);
  socket.flush();
  expect(socket.said).toEqual(['resume', 'terminate']);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not wait for it forever', () => {
  const socket = new FakeSocket();
  socket.bufferedAmount = 1;
  end(socket, 1006);
  vi.advanceTimersByTime(5_000);
  expect(socket.said).toEqual(['resume', 'terminate']);
});
