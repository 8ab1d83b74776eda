/** The page "On your tailnet", followed word by word: its blocks are what is run here, where the page says so. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCodexHome } from '../../codex/home.mjs';
import { adapted, codeOf } from '../../guide.mjs';
import { startChatgptBackend } from '../../stubs/chatgpt-backend.mjs';
import { startElsewhere } from '../../stubs/elsewhere.mjs';
import { makeSignIn } from '../../stubs/sign-in.mjs';
import { HUB_ADDRESS } from '../network.mjs';
import { until } from '../programs.mjs';
import { CAPABILITY, makeTailnet } from '../stage.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const block = (section, language, number = 0) => {
  const found = codeOf('guide/tailnet.md', section, language)[number];
  if (found === undefined) throw new Error(`"${section}" has no such block of ${language}`);
  return found;
};

/** Headscale keeps names of tailscale.com for Tailscale; the page says so too. */
const RENAMED = { 'tailscale.com/cap/aperture': CAPABILITY };

let net, ai, chatgpt, elsewhere, codex, workspace;
beforeAll(async () => {
  chatgpt = await startChatgptBackend({ host: HUB_ADDRESS });
  elsewhere = await startElsewhere({ host: HUB_ADDRESS });
  net = await makeTailnet({
    gateway: null,
    policy: JSON.parse(adapted(block('2. The policy file', 'json'), RENAMED)),
  });
  ai = await net.admit('ai', null);
  // What people have after "npm install @aperturejs/node".
  workspace = join(ai.directory, 'workspace');
  await mkdir(workspace);
  await symlink(join(root, 'node_modules'), join(workspace, 'node_modules'));
  codex = await makeCodexHome({
    elsewhere: elsewhere.url,
    signIn: makeSignIn(),
    written: block('6. Codex on a device of yours', 'toml'),
  });
});
afterAll(async () => {
  await net?.close();
  await codex?.remove();
  await chatgpt?.close();
  await elsewhere?.close();
});

const shell = (device, text, options) => device.run(['sh', '-ec', text], options);
/** In the gateway's own directory, without whatever else this process has in its environment. */
const atGateway = (text) => shell(ai, text, { cwd: workspace });

/** Starts the gateway as the page does, with this config. */
const start = async (text, config) => {
  await writeFile(join(workspace, 'aperture.hujson'), config);
  const program = ai.start(['sh', '-ec', `${text}\n`], { cwd: workspace });
  await until('the gateway', () => {
    if (program.ended) throw new Error(program.log());
    return program.log().includes('aperture is listening on');
  });
  return program;
};
const daemon = () => `"type": "tailscale", "socket": "${ai.socket}", "capability": "${CAPABILITY}"`;
const wholeConfig = () =>
  adapted(block('3. The config', 'jsonc'), {
    '"type": "tailscale"': daemon(),
    'https://chatgpt.com/backend-api/codex': chatgpt.baseurl,
  });

const codexTurn = async () => {
  const env = { ...codex.env, PATH: `${root}e2e/node_modules/.bin:${process.env.PATH}` };
  await shell(net.alice, 'git init --quiet', { cwd: codex.workspace, env });
  return shell(net.alice, block('6. Codex on a device of yours', 'sh'), { cwd: codex.workspace, env });
};

const me = async (device, url) =>
  JSON.parse(await shell(device, `curl --silent --show-error ${url}/aperture/me`));

describe('On your tailnet', () => {
  test('1 to 7: from a device to a record of a turn of the real Codex, with its user in it', async () => {
    const key = await net.control.authKey({ tags: ['tag:ai'] });
    const outside = `tailscale up --login-server=${net.control.url} --auth-key=${key} --netfilter-mode=off`;
    await atGateway(adapted(block('1. The gateway joins', 'sh'), { 'tailscale up': outside }));

    const gateway = await start(block('4. Start it', 'sh'), wholeConfig());
    try {
      const asked = block('5. Ask who you are', 'sh');
      const answered = JSON.parse(block('5. Ask who you are', 'json'));
      const { node } = net.alice;
      const alice = JSON.parse(await shell(net.alice, asked));
      expect(alice).toMatchObject({ ...answered, identity: { ...answered.identity, node } });
      for (const [device, login, role] of [
        [net.bob, 'bob@example.com', 'admin'],
        [net.runner, 'tag:api,tag:prod', 'user'],
      ]) {
        expect(JSON.parse(await shell(device, asked))).toMatchObject({ identity: { login }, role });
      }
      expect(await shell(net.eve, asked)).toContain('access denied: no role granted');

      expect(await codexTurn()).toContain('You said: say hi');
      expect(chatgpt.objections).toEqual([]);

      const { records } = await until(
        'the record of the turn',
        async () => JSON.parse(await shell(net.bob, block('7. See who it was', 'sh'))),
        (answer) => answer.records?.[0]?.status === 200,
      );
      expect(records[0]).toMatchObject({
        identity: { login: 'alice@example.com', node, source: 'tailscale' },
        client: { name: 'codex' },
        provider: 'codex-oauth',
        model: { served: 'gpt-5.3-codex' },
        route: { grant: 'tailnet policy', credential: 'passthrough' },
      });
    } finally {
      await gateway.close();
    }
  });

  describe('Behind Tailscale Serve', () => {
    const SECTION = 'Behind Tailscale Serve';
    const config = (number, replacements) => {
      const whole = wholeConfig();
      const own = adapted(block(SECTION, 'jsonc', number), replacements).replace(/^\{\n|\}\n$/g, '');
      return adapted(whole, { [`  "identity": [{ ${daemon()} }],\n`]: own });
    };
    const SPOOFED = "-H 'Tailscale-User-Login: bob@example.com' -H 'X-Forwarded-For: 100.64.0.1'";
    const spoofing = async (device) =>
      JSON.parse(await shell(device, `curl -sS ${SPOOFED} http://ai/aperture/me`));

    test('users are known by its headers, devices with tags are not, and nobody by headers of their own', async () => {
      const gateway = await start('npx aperture serve', config(0, {}));
      try {
        await atGateway(block(SECTION, 'sh'));
        await until('Serve to answer', () => me(net.bob, 'http://ai'));
        const bob = { login: 'bob@example.com', display_name: 'Bob', source: 'header' };
        expect(await me(net.bob, 'http://ai')).toMatchObject({ identity: bob, role: 'admin' });
        expect((await spoofing(net.runner)).detail).toContain('does not know who calls');
        expect((await spoofing(net.eve)).detail).toBe('access denied: no role granted');
        expect((await spoofing(net.bob)).identity).toMatchObject(bob);
      } finally {
        await gateway.close();
      }
    });

    test('all are known by the address that it forwards, with what the policy file grants', async () => {
      const gateway = await start('npx aperture serve', config(1, { '"type": "tailscale"': daemon() }));
      try {
        await atGateway(block(SECTION, 'sh'));
        await until('Serve to answer', () => me(net.bob, 'http://ai'));
        for (const [device, login] of [
          [net.alice, 'alice@example.com'],
          [net.bob, 'bob@example.com'],
          [net.runner, 'tag:api,tag:prod'],
        ]) {
          const identity = { login, node: device.node, source: 'tailscale' };
          expect((await spoofing(device)).identity).toMatchObject(identity);
        }
        expect((await spoofing(net.eve)).detail).toBe('access denied: no role granted');
      } finally {
        await gateway.close();
      }
    });
  });
});
