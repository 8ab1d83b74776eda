import { expect, it } from 'vitest';
import { recordingSink } from '../../testing/sink.ts';
import { chooseFraming } from './choose.ts';
import { EventStream } from './event-stream.ts';
import { JsonValues } from './json-values.ts';
import { ServerSentEvents } from './server-sent-events.ts';

const choose = (contentType: string, text: string): ReturnType<typeof chooseFraming> =>
  chooseFraming(contentType, new TextEncoder().encode(text), recordingSink().sink);

it.each([
  ['text/event-stream', 'data: {}', ServerSentEvents],
  ['text/event-stream', ' {"error":1}', JsonValues],
  ['text/event-stream', '\ufeffdata: {}', ServerSentEvents],
  ['text/event-stream', ': {', ServerSentEvents],
  ['', 'event: x', ServerSentEvents],
  ['', '[{', JsonValues],
  ['text/plain', '\r\n{', JsonValues],
  ['application/json', '{', JsonValues],
  ['application/json', 'data: {}', ServerSentEvents],
  ['application/problem+json', '{', JsonValues],
  ['application/vnd.amazon.eventstream', '\0', EventStream],
  ['application/vnd.amazon.eventstream', '{', EventStream],
])('%s that begins with %j', (contentType, text, framing) => {
  expect(choose(contentType, text)).toBeInstanceOf(framing);
});

it.each(['', ' \r\n\t'])('waits where nothing tells: %j', (text) => {
  expect(choose('application/json', text)).toBeNull();
  expect(choose('text/event-stream', text)).toBeNull();
});

it.each(['application/x-ndjson', 'application/ndjson', 'application/jsonl'])(
  'reads one object after the other in %s',
  (contentType) => {
    const { sink, messages } = recordingSink();
    const framing = chooseFraming(contentType, new TextEncoder().encode('{'), sink);
    if (!framing || 'state' in framing) throw new Error('there is no framing');
    framing.push(new TextEncoder().encode('{"a":1}\n{"b":2}\n'));
    framing.finish();
    expect(messages.map(({ text }) => text)).toEqual(['{"a":1}', '{"b":2}']);
  },
);

it.each([
  ['text/html', 'text/html'],
  ['audio/mpeg', 'audio/mpeg'],
  ['application/octet-stream', 'application/octet-stream'],
  ['application/jsonx', 'application/jsonx'],
  ['secret', '(unknown)'],
])('does not read %s', (contentType, shown) => {
  expect(choose(contentType, '{}')).toEqual({
    state: 'unreadable',
    why: `answers of the type ${shown} are not read`,
  });
});
