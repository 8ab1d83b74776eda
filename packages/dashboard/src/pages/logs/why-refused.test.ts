import { expect, it } from 'vitest';
import type { EntryJson } from '../../api/records.ts';
import { askedIn, outcomeOf } from './why-refused.tsx';

const record = (more: object = {}): EntryJson =>
  ({
    method: 'POST',
    path: '/v1/responses',
    identity: { login: 'alice@example.com', node: null, tags: [], source: 'x' },
    model: { asked: 'gpt-5.5', served: null, answered: null },
    refusal: 'model_not_found',
    ...more,
  }) as unknown as EntryJson;

it('asks what the call asked, for whom it was', () => {
  expect(askedIn(record())).toEqual({
    method: 'POST',
    path: '/v1/responses',
    model: 'gpt-5.5',
    as: 'alice@example.com',
  });
  const tagged = { login: 'tag:api', node: 'n', tags: ['tag:api'], source: 'tailscale' };
  expect(askedIn(record({ identity: tagged }))).toMatchObject({ as: 'tag:api', tags: ['tag:api'] });
  // A message on a WebSocket is on record with the method of its handshake.
  expect(askedIn(record({ method: 'GET' }))).toMatchObject({ websocket: true });
  const list = { method: 'GET', path: '/openai/v1/files', model: { asked: null } };
  expect(askedIn(record(list))).toEqual({
    method: 'GET',
    path: '/openai/v1/files',
    as: 'alice@example.com',
  });
});

it.each([
  [{ decision: 'refuse', code: 'model_not_found' }, 'So it is refused: because'],
  [{ decision: 'refuse', code: 'no_role' }, 'Now it would be refused for another reason, no_role: because'],
  [{ decision: 'forward' }, 'Now it would go to openai: '],
  [{ decision: 'answer' }, 'Now it would be answered: '],
] as const)('tells what %j comes to', ({ decision, ...more }, text) => {
  const explanation = {
    decision,
    steps: [],
    ...('code' in more && { refusal: { status: 404, code: more.code, message: 'because' } }),
    ...(decision === 'forward' && {
      forward: { provider: 'openai', url: 'https://api.openai.com', credential: 'override' as const },
    }),
  };
  expect(outcomeOf(explanation, record())).toContain(text);
});
