/** A config of providers with WebSockets, for tests. */

const CAP = 'tailscale.com/cap/aperture';

/** The token of a ChatGPT subscription; nobody checks it here. */
export const TOKEN = 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln';

/** Loopback callers may use everything but `secret-model`. */
export function socketConfig(
  origin: string,
  {
    server = {},
    more = {},
    database = {},
  }: { readonly server?: object; readonly more?: object; readonly database?: object } = {},
): Record<string, unknown> {
  const responses = { openai_responses: true };
  return {
    server: { deadlines: { connect: '0' }, ...server },
    database,
    grants: [
      {
        src: ['(loopback)'],
        app: {
          [CAP]: [
            { role: 'user' },
            { models: 'codex-oauth/**' },
            { models: 'platform/gpt-*' },
            { models: 'plain/**' },
          ],
        },
      },
      { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }] } },
    ],
    providers: {
      'codex-oauth': {
        baseurl: `${origin}/backend-api/codex`,
        auth_mode: 'passthrough',
        models: ['gpt-5.3-codex'],
        compatibility: responses,
      },
      platform: {
        baseurl: `${origin}/platform`,
        apikey: 'sk-organisation-canary',
        models: ['gpt-5', 'gpt-realtime', 'secret-model'],
        compatibility: responses,
        websockets: true,
        add_headers: ['X-Team: platform'],
      },
      plain: { baseurl: `${origin}/plain`, apikey: 'k', models: ['plain-model'], compatibility: responses },
      ...more,
    },
  };
}

/** A message that asks for a response. */
export const create = (model: string, more: object = {}): string =>
  JSON.stringify({ type: 'response.create', model, input: [], ...more });
