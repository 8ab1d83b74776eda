/** Reads server-sent events one at a time, with somebody else's parser. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface LiveReader {
  /** The next event; null at the end of the stream. */
  next(): Promise<EventSourceMessage | null>;
  /** Comments that came so far. */
  readonly comments: string[];
  leave(): Promise<void>;
}

export function readLive(response: { readonly body: ReadableStream<Uint8Array> | null }): LiveReader {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (event) => void events.push(event),
    onComment: (comment) => void comments.push(comment),
  });
  return {
    comments,
    async next() {
      for (;;) {
        const event = events.shift();
        if (event) return event;
        const { done, value } = await reader.read();
        if (done) return null;
        parser.feed(decoder.decode(value, { stream: true }));
      }
    },
    leave: () => reader.cancel(),
  };
}
