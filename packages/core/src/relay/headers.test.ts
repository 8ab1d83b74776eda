import { describe, expect, it } from 'vitest';
import type { Credential } from '../credentials/credential.ts';
import { requestHeaders, responseHeaders, type HeaderPlan } from './headers.ts';

const passthrough: Credential = { kind: 'passthrough', keepClient: true, headers: [] };
const override: Credential = {
  kind: 'override',
  keepClient: false,
  headers: ['authorization', 'Bearer sk-org'],
};
const plan = (more: Partial<HeaderPlan> = {}): HeaderPlan => ({
  credential: passthrough,
  reserved: new Set(),
  added: [],
  contentLength: undefined,
  ...more,
});

/** What Codex 0.169 sends (spec/clients.md 2). */
const CODEX = [
  ['x-codex-beta-features', 'remote_compaction_v2'],
  ['x-codex-window-id', '0199:1'],
  ['x-codex-turn-metadata', '{"turn_id":"1"}'],
  ['x-codex-turn-state', 'opaque'],
  ['x-openai-subagent', 'review'],
  ['session-id', 'abc'],
  ['session_id', 'abc'],
  ['thread-id', 'def'],
  ['accept', 'text/event-stream'],
  ['content-type', 'application/json'],
  ['authorization', 'Bearer eyJ.e30.x'],
  ['chatgpt-account-id', 'Ocp-Apim-Subscription-Key', 'x-goog-user-project', 'acc'],
  ['originator', 'codex_exec'],
  ['openai-beta', 'responses=v1'],
  ['version', '0.169.0'],
  ['user-agent', 'codex_exec/0.169.0'],
].flat();

describe('towards the provider', () => {
  it('everything of Codex passes, in its order and letters', () => {
    expect(
      requestHeaders([...CODEX, 'Host', 'gateway:8787', 'content-length', '5'], plan({ contentLength: 5 })),
    ).toEqual([...CODEX, 'content-length', '5']);
  });

  it('what the body is encoded with passes, unless it goes on decoded', () => {
    const encoded = ['Content-Encoding', 'zstd', 'content-type', 'application/json'];
    expect(requestHeaders(encoded, plan())).toEqual(encoded);
    expect(requestHeaders(encoded, plan({ decoded: true }))).toEqual(['content-type', 'application/json']);
  });

  it('repeats and odd names pass', () => {
    const odd = ['Anthropic-Beta', 'a', 'anthropic-beta', 'b', 'X-Odd_Name!', '', 'x-latin', 'caf\u00e9'];
    expect(requestHeaders(odd, plan())).toEqual(odd);
  });

  it('hop-by-hop headers and those that Connection lists stay here', () => {
    const hop = [
      ['Connection', 'keep-alive, X-Private'],
      ['connection', 'x-other'],
      ['Keep-Alive', 'timeout=5'],
      ['X-Private', '1'],
      ['X-Other', '2'],
      ['TE', 'trailers'],
      ['Trailer', 'x'],
      ['Transfer-Encoding', 'chunked'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'x'],
      ['Proxy-Connection', 'keep-alive'],
      ['Proxy-Authorization', 'Basic x'],
      ['Expect', '100-continue'],
    ].flat();
    expect(requestHeaders([...hop, 'x-kept', '1'], plan())).toEqual(['x-kept', '1']);
  });

  it('what concerns the way to the gateway stays here', () => {
    const own = [
      'Cookie',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'Forwarded',
      'X-Real-IP',
      'Tailscale-User-Login',
      'X-Aperture-Key',
      'X-Sso-User',
      'X-Forwarded-Client-Cert',
      'X-Amzn-Oidc-Accesstoken',
      'Cf-Access-Jwt-Assertion',
      'X-Goog-Iap-Jwt-Assertion',
      'X-Ms-Token-Aad-Access-Token',
      'X-Auth-Request-Access-Token',
      'X-HTTP-Method-Override',
    ].flatMap((name) => [name, 'secret']);
    expect(requestHeaders(own, plan({ reserved: new Set(['x-sso-user']) }))).toEqual([]);
  });

  it.each([
    'Authorization',
    'x-api-key',
    'X-Goog-Api-Key',
    'api-key',
    'cf-aig-authorization',
    'x-amz-security-token',
    'chatgpt-account-id',
  ])('override never lets %s of the client through', (name) => {
    expect(requestHeaders([name, 'mine'], plan({ credential: override }))).toEqual(override.headers);
  });

  it('passthrough alters no credential, not even for configured headers', () => {
    const added = ['Authorization', 'Bearer configured', 'X-Team', 'a'];
    expect(requestHeaders(['authorization', 'Bearer mine'], plan({ added }))).toEqual([
      'authorization',
      'Bearer mine',
      'X-Team',
      'a',
    ]);
    // Nor is one added where the client sent another kind.
    expect(requestHeaders(['x-api-key', 'mine'], plan({ added }))).toEqual([
      'x-api-key',
      'mine',
      'X-Team',
      'a',
    ]);
  });

  it('a credential that is empty, or that another header says already, is none', () => {
    const sent = ['Authorization', 'Bearer t', 'X-Goog-Api-Key', ' ', 'x-goog-user-project', 'p'];
    const passing = ['Authorization', 'Bearer t', 'x-goog-user-project', 'p'];
    expect(requestHeaders(sent, plan())).toEqual(passing);
    const twice = sent.with(3, 't');
    expect(requestHeaders(twice, plan())).toEqual(twice);
    const credential = { ...passthrough, repeated: 'x-goog-api-key' };
    expect(requestHeaders(twice, plan({ credential }))).toEqual(passing);
  });

  it('one credential goes, even if a configured header names its header', () => {
    const added = ['Authorization', 'Basic configured'];
    expect(requestHeaders([], plan({ credential: override, added }))).toEqual(added);
  });

  it("configured headers replace the client's of the same name, and repeat as configured", () => {
    const added = ['X-Team', 'grant', 'x-team', 'provider'];
    expect(requestHeaders(['x-TEAM', 'client'], plan({ added }))).toEqual(added);
  });
});

describe('towards the client', () => {
  it("the vendors' own headers pass, repeats included", () => {
    const headers = [
      ['content-type', 'text/event-stream'],
      ['content-encoding', 'br'],
      ['content-length', '12'],
      ['x-codex-turn-state', 'opaque'],
      ['x-codex-primary-used-percent', '3'],
      ['x-models-etag', 'W/"1"'],
      ['openai-model', 'gpt-5.3-codex'],
      ['cf-ray', '1'],
      ['x-request-id', '2'],
      ['retry-after', '3'],
      ['Warning', 'a'],
      ['Warning', 'b'],
    ].flat();
    expect(responseHeaders(headers, '')).toEqual(headers);
  });

  it('openai-model gets back the prefix that the client wrote', () => {
    expect(responseHeaders(['OpenAI-Model', 'gpt-5.3-codex', 'x-a', 'b'], 'codex-oauth/')).toEqual([
      'OpenAI-Model',
      'codex-oauth/gpt-5.3-codex',
      'x-a',
      'b',
    ]);
  });

  it("what speaks for the vendor's origin or its connection does not", () => {
    const headers = [
      'Set-Cookie',
      'Alt-Svc',
      'Strict-Transport-Security',
      'Access-Control-Allow-Origin',
      'Connection',
      'Keep-Alive',
      'Transfer-Encoding',
      'Trailer',
    ].flatMap((name) => [name, name === 'Connection' ? 'x-hop' : 'v']);
    expect(responseHeaders([...headers, 'X-Hop', '1'], '')).toEqual([]);
  });
});
