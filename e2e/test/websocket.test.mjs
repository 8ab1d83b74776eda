/** Codex may ask for a WebSocket first. A 426 sends it to HTTP at once; any other answer costs the user seconds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FACES } from '../faces.mjs';
import { calls, setStage } from '../stage.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

describe.each(Object.keys(FACES))('%s without WebSockets', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({ face });
  });
  afterAll(() => stage?.close());

  test('sends Codex to HTTP at the first try, with one warning', async () => {
    const codex = await stage.codex({ signIn: makeSignIn(), provider: { supports_websockets: true } });
    const result = await codex.exec('say hi');
    expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
    const sent = stage.tap.requests();
    expect(sent.filter(({ headers }) => headers.upgrade !== undefined)).toHaveLength(1);
    expect(calls(sent)).toHaveLength(1);
    expect(result.stderr.split('\n').filter((line) => line.includes('responses_websocket'))).toHaveLength(1);
  });
});
