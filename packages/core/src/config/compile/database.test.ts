import { expect, it } from 'vitest';
import { loadConfig } from '../load.ts';
import type { DatabaseSettings } from '../data-settings.ts';

const settings = (database: object, exporters: object = {}): DatabaseSettings =>
  loadConfig({ providers: {}, database, exporters }).snapshot!.database;
const DAY = 86_400_000;
const s3 = { s3: { bucket_name: 'b' } };

it('keeps everything there is room for, if nothing is said', () => {
  expect(settings({})).toEqual({
    url: null,
    captures: 'headers',
    captureBytes: 1024 * 1024,
    filterable: [],
    maxBytes: 4 * 1024 ** 3,
    retention: { keep: null, requireExport: false, captures: true, tools: false },
  });
});

it.each([
  ['', null],
  ['0', 0],
  ['1h', 3_600_000],
  ['720h', 30 * DAY],
  ['30d', 30 * DAY],
  ['3650d', 3650 * DAY],
  // Too much, too little, and not to be read: warned of, and nothing is lost for it.
  ['3651d', null],
  ['59m', null],
  ['soon', null],
])('keeps captures for a duration: %j', (duration, keep) => {
  expect(settings({ retention: { duration } }).retention.keep).toBe(keep);
});

it('keeps for an export what nothing else keeps', () => {
  expect(settings({ retention: { duration: '0' } }).retention).toMatchObject({
    keep: 0,
    requireExport: false,
  });
  expect(settings({ retention: { duration: '0' } }, s3).retention).toMatchObject({
    keep: 0,
    requireExport: true,
  });
  expect(settings({ retention: { duration: '1h' } }, s3).retention.requireExport).toBe(false);
  const asked = { duration: '1h', require_export: true, purge: ['tools'] };
  expect(settings({ retention: asked }).retention).toEqual({
    keep: 3_600_000,
    requireExport: true,
    captures: false,
    tools: true,
  });
});

it.each(['postgres://u:p@h:5432/d', 'postgresql://h/d?sslmode=require', 'sqlite:a.db', 'sqlite:/a/b.db'])(
  'takes the database %s',
  (url) => expect(settings({ url }).url).toBe(url),
);

it.each(['mysql://u:canary@h/d', 'canary.db', 'postgres://u:canary@[h/d', 'sqlite:', 'postgres:canary'])(
  'refuses the database %s, and does not repeat it',
  (url) => {
    const { snapshot, problems } = loadConfig({ providers: {}, database: { url } });
    expect(snapshot).toBe(null);
    const errors = problems.filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ path: ['database', 'url'] }]);
    expect(JSON.stringify(problems)).not.toContain('canary');
  },
);
