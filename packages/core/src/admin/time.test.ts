import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './time.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const at = (text: string): string | null => {
  const time = parseTime(text, NOW);
  return time === null ? null : new Date(time).toISOString();
};

describe('a time', () => {
  it.each([
    ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24t10:00:00z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24T10:00Z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24 10:00:00.5Z', '2026-11-24T10:00:00.500Z'],
    ['2026-11-24T10:00:00.123456789Z', '2026-11-24T10:00:00.123Z'],
    ['2026-11-24T10:00:00+05:30', '2026-11-24T04:30:00.000Z'],
    // What `+05:30` is after a query is decoded.
    ['2026-11-24T10:00:00 05:30', '2026-11-24T04:30:00.000Z'],
    ['2026-11-24T10:00:00-23:59', '2026-11-25T09:59:00.000Z'],
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['1795514400000', '2026-11-24T10:00:00.000Z'],
    ['-30s', '2026-11-24T11:59:30.000Z'],
    ['-30m', '2026-11-24T11:30:00.000Z'],
    ['-24h', '2026-11-23T12:00:00.000Z'],
    ['-7d', '2026-11-17T12:00:00.000Z'],
    ['-2w', '2026-11-10T12:00:00.000Z'],
    // Before the epoch nothing was recorded.
    ['-999999w', '1970-01-01T00:00:00.000Z'],
    ['0001-01-01', '1970-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => expect(at(text)).toBe(expected));

  it.each([
    '',
    'now',
    '24h',
    '+24h',
    '-24',
    '-1.5h',
    '-1h30m',
    '1795514400',
    '2026',
    '2026-11',
    '2026-2-3',
    '2025-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-11-24T24:00:00Z',
    '2026-11-24T10:60:00Z',
    '2026-11-24T23:59:60Z',
    '2026-11-24T10:00:00',
    '2026-11-24T10:00:00+24:00',
    '2026-11-24T10:00:00+0530',
    ' 2026-11-24',
    '2026-11-24\n',
    '٢٠٢٦-11-24',
    'Tue, 24 Nov 2026 10:00:00 GMT',
  ])('is not %j', (text) => expect(at(text)).toBe(null));

  it('is read back as it was written, in every zone', () => {
    const whole = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true });
    const offset = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 });
    fc.assert(
      fc.property(whole, offset, (date, minutes) => {
        const ms = date.getTime();
        expect(parseTime(date.toISOString(), NOW)).toBe(ms);
        const local = new Date(ms + minutes * 60_000);
        if (local.getTime() < 0 || local.getUTCFullYear() > 9999) return;
        const pad = (n: number): string => String(n).padStart(2, '0');
        const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.trunc(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`;
        expect(parseTime(local.toISOString().replace('Z', zone), NOW)).toBe(ms);
      }),
    );
  });

  it('is a whole number of milliseconds after the epoch or nothing, whatever the text', () => {
    const near = fc.stringMatching(/^-?[0-9TZ:. +-]{0,30}[smhdw]?$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const time = parseTime(text, NOW);
        expect(time === null || (Number.isSafeInteger(time) && time >= 0)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
