/** The corpus of answers under record/corpus: shapes that the vendors document, and what is to be read of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FORMATS } from '../formats/table.ts';
import type { AnswerFormat } from '../record/answer.ts';
import type { Observation } from '../record/observe.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { awsFrames, type Frame } from './aws-frames.ts';

const root = fileURLToPath(new URL('../record/corpus/', import.meta.url));

/** One answer. */
export interface CorpusCase {
  readonly name: string;
  readonly format: AnswerFormat;
  readonly status: number;
  readonly headers: HeaderList;
  /** What comes, or the messages of a WebSocket. */
  readonly body: Uint8Array | readonly Uint8Array[];
  /** The same answer with so much space in each JSON object that it counts as long. */
  readonly padded: Uint8Array | readonly Uint8Array[];
  readonly expected: Partial<Observation>;
  /** The object that a capture holds. */
  readonly captured: unknown;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  sse: 'text/event-stream; charset=utf-8',
  json: 'application/json',
  'aws.json': 'application/vnd.amazon.eventstream',
  bin: 'application/vnd.amazon.eventstream',
};

/** All of it. A format without endpoints speaks over sockets alone, and its answers are not read. */
export function corpus(): CorpusCase[] {
  const formats = FORMATS.filter(({ endpoints }) => endpoints.length > 0);
  return formats.flatMap(({ name, answers }) =>
    readdirSync(root + name)
      .filter((file) => !/\.(?:expected|captured)\.json$/.test(file))
      .map((file) => corpusCase(`${name}/${file}`, answers)),
  );
}

function corpusCase(path: string, format: AnswerFormat): CorpusCase {
  const [, stem = '', kind = ''] = /^([^.]+)\.(.+)$/.exec(path) ?? [];
  const { head, expected } = JSON.parse(readFileSync(`${root}${stem}.expected.json`, 'utf8')) as {
    head?: { status?: number; headers?: Record<string, string> };
    expected: Partial<Observation>;
  };
  const bytes = Uint8Array.from(readFileSync(root + path));
  const type = CONTENT_TYPES[kind];
  const headers = head?.headers ?? (type ? { 'Content-Type': type } : {});
  return {
    name: path,
    format,
    status: head?.status ?? 200,
    headers: Object.entries(headers).flat(),
    body: bodyOf(kind, bytes, false),
    padded: bodyOf(kind, bytes, true),
    expected,
    captured: readJson(`${stem}.captured.json`),
  };
}

function bodyOf(kind: string, bytes: Uint8Array, padded: boolean): CorpusCase['body'] {
  const text = new TextDecoder().decode(bytes);
  const encoder = new TextEncoder();
  const pad = (json: string): string => (padded ? json.replace('{', `{${' '.repeat(20_000)}`) : json);
  switch (kind) {
    case 'aws.json':
      return awsFrames(JSON.parse(text) as Frame[], pad);
    case 'frames':
      return text
        .trimEnd()
        .split('\n')
        .map((line) => encoder.encode(pad(line)));
    case 'sse':
      return padded ? encoder.encode(text.replaceAll(/^data: ?\{/gm, pad)) : bytes;
    case 'json':
      return padded ? encoder.encode(text.replace(/^\[?\{/, pad)) : bytes;
    default:
      return bytes;
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(root + path, 'utf8'));
}
