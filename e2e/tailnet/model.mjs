/** A strict stand-in for a model on a machine of one's own (OpenAI's chat API, a key), at an address that devices reach. */
import { record, sendJson, serve } from '../stubs/serve.mjs';
import { HUB_ADDRESS } from './network.mjs';

const KEY = 'made-key-of-the-model';

/**
 * Starts it on the hub.
 *
 * @param {string[]} models
 */
export async function startModel(models) {
  const requests = [];
  const server = await serve(
    async (request, response) => {
      const seen = await record(request);
      requests.push(seen);
      if (seen.headers.authorization !== `Bearer ${KEY}`) return refuse(response, 401, 'not the key');
      if (`${seen.method} ${seen.path}` !== 'POST /v1/chat/completions')
        return refuse(response, 404, 'not here');
      const { model } = JSON.parse(seen.body);
      if (!models.includes(model)) return refuse(response, 404, `no model ${model}`);
      sendJson(response, 200, {
        id: 'chatcmpl-made',
        object: 'chat.completion',
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      });
    },
    undefined,
    { host: HUB_ADDRESS },
  );
  return {
    requests,
    /** For the config. */
    provider: { baseurl: server.url, apikey: KEY, models, compatibility: { openai_chat: true } },
    close: () => server.close(),
  };
}

const refuse = (response, status, message) => sendJson(response, status, { error: { message } });
