import { decode } from 'cbor2';
import { encode } from 'cborg';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { exportedRecord } from './exported-record.ts';
import { callRecord, entry, idOf } from '../../store/src/testing/records.ts';

const written = (value: object): unknown => decode(encode(value));

it('is what exports hold', () => {
  const call = callRecord(1, {
    identity: { login: 'tag:ci', node: 'n1', tags: ['tag:ci'], source: 'tailscale' },
    format: 'openai_chat',
    usage: { inputTokens: 10, cachedTokens: 2, outputTokens: 0 },
    cost: { nanoDollars: 1_500_000_000, basis: 'openai/gpt-5', source: 'a list' },
    answer: {
      model: 'gpt-5',
      id: 'r',
      stopReason: 'stop',
      toolCalls: { count: 3, names: ['shell'] },
      messages: 9,
      unreadable: null,
    },
  });
  const message = { headers: ['A', '1', 'a', '2'], body: 'grüezi', cut: null };
  expect(
    written(
      exportedRecord({
        record: call,
        capture: { request: message, response: { ...message, body: null, cut: 'too_large' } },
      }),
    ),
  ).toEqual({
    id: idOf(1),
    version: 2,
    timestamp: '2026-11-24T10:01:00.000Z',
    identity: { login: 'tag:ci', stable_node_id: 'n1', tags: ['tag:ci'] },
    client: { name: 'codex', version: '0.169.0' },
    provider: 'openai',
    model: 'gpt-5',
    api_type: 'oai_completions',
    path: '/codex/responses',
    status_code: 200,
    outcome: 'completed',
    error: null,
    usage: { input_tokens: 10, cached_tokens: 2, output_tokens: 0 },
    tool_use_count: 3,
    estimated_cost: { nano_dollars: 1_500_000_000, dollars: 1.5, basis: 'openai/gpt-5' },
    duration_ms: 40,
    session_id: 'a-session',
    capture_id: idOf(1),
    capture: {
      request: {
        headers: [
          ['A', '1'],
          ['a', '2'],
        ],
        body: 'grüezi',
        cut: null,
      },
      response: {
        headers: [
          ['A', '1'],
          ['a', '2'],
        ],
        body: null,
        cut: 'too_large',
      },
    },
  });
});

it('says of a call that got nowhere what there is to say', () => {
  const nowhere = callRecord(1, {
    identity: null,
    model: null,
    modelAsked: 'nope',
    provider: null,
    usage: null,
    cost: null,
    status: 404,
    outcome: 'refused',
    error: 'no route',
  });
  expect(written(exportedRecord({ record: nowhere, capture: null }))).toMatchObject({
    identity: null,
    model: 'nope',
    provider: null,
    usage: null,
    estimated_cost: null,
    status_code: 404,
    error: 'no route',
    capture_id: null,
    capture: null,
    tool_use_count: 0,
  });
});

it.each([
  ['openai_responses', 'oai_responses'],
  ['anthropic_messages', 'ant_messages'],
  ['bedrock_converse', 'bedrock_converse'],
])('calls %s %s', (format, type) => {
  expect(exportedRecord({ record: callRecord(1, { format }), capture: null })).toHaveProperty(
    'api_type',
    type,
  );
});

it('holds whatever text somebody sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.nat(), (body, path, ms) => {
      const { record, capture } = entry(
        1,
        { path, timings: { sent: 1, head: 2, first: 3, total: ms / 7, own: 0 } },
        body,
      );
      expect(written(exportedRecord({ record, capture }))).toMatchObject({
        path,
        duration_ms: ms / 7,
        capture: { request: { body } },
      });
    }),
  );
});
