/**
 * `npm run demo`: the gateway with a stand-in for the ChatGPT backend behind it, for whoever has no subscription at hand
 * (or none to spare). Prints what to try with curl and serves until Ctrl-C. `--once` tries it itself and ends.
 */
import { parseArgs } from 'node:util';
import { startChatgptBackend } from '../e2e/stubs/chatgpt-backend.mjs';
import { codexRequest } from '../e2e/stubs/codex-request.mjs';
import { makeSignIn } from '../e2e/stubs/sign-in.mjs';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';

const MODEL = 'gpt-5.3-codex';
const NOT_GRANTED = 'gpt-5.5';

const { once } = parseArgs({ options: { once: { type: 'boolean', default: false } } }).values;
const print = (text = '') => process.stdout.write(`${text}\n`);

setUp();
build();
// What the build made; so not before it.
const { createServer } = await import('@aperturejs/node');

const backend = await startChatgptBackend({ models: [MODEL, NOT_GRANTED] });
const server = createServer(
  {
    grants: [
      {
        src: ['(loopback)'],
        app: {
          'tailscale.com/cap/aperture': [{ role: 'admin' }, { models: `codex-oauth/${MODEL}` }],
        },
      },
    ],
    providers: {
      'codex-oauth': {
        baseurl: backend.baseurl,
        authorization: 'bearer',
        auth_mode: 'passthrough',
        models: backend.models,
        compatibility: { openai_chat: true, openai_responses: true },
      },
    },
  },
  { port: once ? 0 : Number(process.env.PORT ?? 8787) },
);
const { url } = await server.listen().catch((error) => {
  process.stderr.write(`${error.message}\nAnother port: PORT=8788 npm run demo\n`);
  process.exit(1);
});
const stop = async () => {
  await server.close();
  await backend.close();
};

const signIn = makeSignIn();
const calls = [
  {
    title: 'A turn of Codex: its ChatGPT token goes to the backend, the answer streams back.',
    path: '/codex/responses',
    request: codexRequest(signIn, { prompt: 'say hi', model: MODEL }),
    expected: [200, 'You said: say hi'],
  },
  {
    title: 'The models that you are granted.',
    path: '/v1/models',
    request: {},
    expected: [200, `"id":"${MODEL}"`],
  },
  {
    title: 'A refusal: the provider has this model, and no grant opens it to you.',
    path: '/codex/responses',
    request: codexRequest(signIn, { model: NOT_GRANTED }),
    expected: [404, `no route found for model`],
  },
];

if (once) {
  const worked = await tryAll();
  await stop();
  process.exitCode = worked ? 0 : 1;
} else {
  print(`\nThe gateway listens on ${url}; behind it stands a made ChatGPT backend. Try:`);
  for (const { title, path, request } of calls) print(`\n# ${title}\n${curl(url + path, request)}`);
  print('\nThe token is made, too, and opens nothing. Ctrl-C ends the demo.');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function curl(target, { headers = {}, body }) {
  return [
    `curl -sS -N ${target}`,
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(body ? [`-d '${body}'`] : []),
  ].join(' \\\n  ');
}

async function tryAll() {
  let worked = true;
  for (const { title, path, request, expected } of calls) {
    const response = await fetch(url + path, request);
    const text = await response.text();
    const good = response.status === expected[0] && text.includes(expected[1]);
    worked &&= good;
    print(
      `\n# ${title}\n${request.method ?? 'GET'} ${path}: ${response.status}${good ? '' : ' (not as expected)'}`,
    );
    print(text.trimEnd());
  }
  return worked;
}
