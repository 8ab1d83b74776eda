/** A request such as Codex makes, cut down to what the ChatGPT backend insists on. */

/**
 * Makes one, for `fetch` or for `curl`.
 *
 * @param {{ accessToken: string, account: string }} signIn
 * @param {{ prompt?: string, model?: string }} [ask]
 */
export function codexRequest({ accessToken, account }, { prompt = 'say hi', model = 'gpt-5.3-codex' } = {}) {
  return {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'chatgpt-account-id': account,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({
      model,
      stream: true,
      store: false,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] }],
    }),
  };
}
