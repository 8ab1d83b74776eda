import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionOf, type SessionQuestion } from './session.ts';

const encoder = new TextEncoder();
const UUID = '0198c6f0-1111-7aaa-8bbb-0123456789ab';

const session = (more: Partial<Omit<SessionQuestion, 'body'>> & { body?: unknown } = {}): string | null => {
  const { body = null, ...rest } = more;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return sessionOf({
    headers: [],
    format: 'openai_responses',
    login: 'alice@example.com',
    ...rest,
    body: body === null ? null : encoder.encode(text),
  });
};

describe('a session', () => {
  it.each([
    ['x-session-id', 'mine'],
    ['session-id', UUID],
    ['session_id', UUID],
    ['X-Claude-Code-Session-Id', UUID],
  ])('is what the header %s says', (name, value) => {
    expect(session({ headers: [name, value] })).toBe(value);
  });

  it.each(['', 'a b', 'x'.repeat(200), '<script>'])('is no %j', (value) => {
    expect(session({ headers: ['session-id', value] })).toBeNull();
  });

  it('of an older Claude Code stands in the body, at either end', () => {
    const metadata = { user_id: `user_${'a'.repeat(64)}_account__session_${UUID}` };
    const long = 'x'.repeat(100_000);
    for (const body of [
      { metadata, messages: long },
      { messages: long, metadata },
    ]) {
      expect(session({ format: 'anthropic_messages', body })).toBe(UUID);
    }
  });

  it('of a login with Google is a field of the request in its envelope, and no other of that name', () => {
    const format = 'google_code_assist';
    const contents = [
      { role: 'model', parts: [{ functionCall: { name: 'f', args: { session_id: 'args' } } }] },
      { role: 'user', parts: [{ text: '"session_id":"text"}}' }] },
    ];
    const envelope = (request: object): object => ({ model: 'gemini-3.8-flash', project: 'p', request });
    expect(session({ format, body: envelope({ contents, session_id: UUID }) })).toBe(UUID);
    expect(session({ format, body: envelope({ session_id: UUID, contents }) })).toBe(UUID);
    expect(session({ format: 'gemini_generate_content', body: envelope({ session_id: UUID }) })).toBeNull();
    for (const request of [
      { contents },
      { session_id: 7 },
      { session_id: '<script>' },
      { session_id: [UUID] },
    ])
      expect(session({ format, body: { ...envelope(request), session_id: UUID } })).toBeNull();
  });

  it('is not told by what says nothing', () => {
    expect(session()).toBeNull();
    expect(session({ format: 'openai_chat', body: { messages: [] } })).toBeNull();
    expect(session({ format: 'openai_chat', body: { messages: 'x' } })).toBeNull();
    expect(session({ format: 'google_code_assist', body: '{"request":{"session_id":"cut' })).toBeNull();
  });
});

describe('a conversation in Chat Completions', () => {
  const system = { role: 'system', content: 'You are "helpful" \\ [{' };
  const user = (content: string): object => ({ role: 'user', content: [{ type: 'text', text: content }] });
  const chat = (messages: readonly object[], more: object = {}, login = 'alice@example.com'): string | null =>
    session({ format: 'openai_chat', login, body: { model: 'm', ...more, messages, n: 1 } });

  it('is known again by how it begins', () => {
    const first = chat([system, user('hello')]);
    expect(first).toMatch(/^oacc_[0-9a-f]{16}$/);
    expect(chat([system, user('hello'), { role: 'assistant', content: 'hi' }, user('more')])).toBe(first);
    expect(chat([system, user('hello')], { temperature: -1.5, tools: [{ messages: [user('x')] }] })).toBe(
      first,
    );
  });

  it('is another one for another beginning or another person', () => {
    const all = [
      chat([system, user('hello')]),
      chat([system, user('hello!')]),
      chat([user('hello')]),
      chat([{ ...system, content: 'x' }, user('hello')]),
      chat([system, user('hello')], {}, 'bob@example.com'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is the same however its JSON is written around it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== 'messages'),
          fc.jsonValue(),
        ),
        fc.jsonValue(),
        fc.array(fc.jsonValue(), { maxLength: 3 }),
        (more, content, later) => {
          const messages = [system, { role: 'user', content }];
          expect(chat([...messages, ...later.map((value) => ({ role: 'x', value }))], more)).toBe(
            chat(messages),
          );
        },
      ),
    );
  });

  it('is not looked for beyond its first hundred kilobytes', () => {
    const long = chat([{ role: 'system', content: 'x'.repeat(300_000) }, user('hello')]);
    expect(long).toBeNull();
  });
});
