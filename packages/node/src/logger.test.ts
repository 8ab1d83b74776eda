import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function lines(
  use: (log: ReturnType<typeof createLogger>['log']) => void,
  lowest?: 'debug' | 'warn',
): string[] {
  const written: string[] = [];
  use(createLogger((line) => written.push(line), lowest).log);
  return written;
}

describe('createLogger', () => {
  it('writes one JSON object a line', () => {
    const [line = ''] = lines((log) => log('warn', 'config not reloaded', { file: 'aperture.hujson' }));
    expect(line.endsWith('\n')).toBe(true);
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(new Date(time as string).toISOString()).toBe(time);
    expect(rest).toEqual({ level: 'warn', message: 'config not reloaded', file: 'aperture.hujson' });
  });

  it('leaves out what is below the lowest level', () => {
    expect(lines((log) => log('debug', 'x'))).toEqual([]);
    expect(lines((log) => log('info', 'x'), 'warn')).toEqual([]);
    expect(lines((log) => log('debug', 'x'), 'debug')).toHaveLength(1);
  });

  it('lets no field pass itself off as the level or the message', () => {
    const [line = ''] = lines((log) =>
      log('error', 'real', { level: 'info', message: 'false', time: 'never' }),
    );
    expect(JSON.parse(line)).toMatchObject({ level: 'error', message: 'real' });
    expect(line).not.toContain('never');
  });

  it('tells of errors and their causes, and survives what JSON cannot hold', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const [first = '', second = ''] = lines((log) => {
      log('error', 'upstream', { error: new Error('broken off', { cause }), bytes: 5n });
      log('error', 'circular', { circular });
    });
    expect(JSON.parse(first)).toMatchObject({
      bytes: '5',
      error: { name: 'Error', message: 'broken off', cause: { message: 'reset', code: 'ECONNRESET' } },
    });
    expect(JSON.parse(second)).toMatchObject({ level: 'error', message: 'circular' });
  });

  it('writes no character that a terminal obeys or that breaks the line, and loses none', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\nb', '\u001b[2J', '\u009b31m', '\u2028', '\u202e', '\r\n{"level":"info"}'),
    );
    fc.assert(
      fc.property(nasty, nasty, (message, value) => {
        const [line = ''] = lines((log) => log('info', message, { value }));
        const body = line.slice(0, -1);
        expect(body).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(JSON.parse(body)).toMatchObject({ message, value });
      }),
    );
  });
});
