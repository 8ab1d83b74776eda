/** Takes what Codex would send to OpenAI past the gateway: account pages, token refresh. Answers 404 to all of it. */
import { record, sendJson, serve } from './serve.mjs';

/** Starts it. */
export async function startElsewhere() {
  const requests = [];
  const server = await serve(async (request, response) => {
    requests.push(await record(request));
    sendJson(response, 404, { detail: 'Not Found' });
  });
  return { ...server, requests };
}
