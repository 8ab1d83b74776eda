/** `provider/model`: the user chooses the provider by the model's name, and Codex does not take it for a rerouting. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls, setStage } from '../stage.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

let stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

test('the backend gets the bare name, and Codex tells of no rerouting', async () => {
  const codex = await stage.codex({ signIn: makeSignIn(), model: 'codex-oauth/gpt-5.3-codex' });
  const turn = await codex.exec('say hi');
  expect(turn).toMatchObject({ code: 0, text: 'You said: say hi' });
  const [call] = calls(stage.chatgpt.requests);
  expect(JSON.parse(call.body.toString()).model).toBe('gpt-5.3-codex');
  expect(JSON.stringify(turn.events) + turn.stderr).not.toMatch(/rerouted|flagged/);
});
