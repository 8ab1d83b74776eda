/** A gateway for tests: a config of every kind of provider, and a way to ask it. */
import { createGateway } from '../gateway.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { recorder, type Recorder } from './recorder.ts';

export const AS = (login: string, more: object = {}): RequestContext => ({
  identity: { login, tags: [], groups: [], source: 'test', ...more },
});
export const ALICE = AS('alice@example.com');
export const CAP = 'tailscale.com/cap/aperture';

export const CONFIG = {
  grants: [
    { src: ['*'], app: { [CAP]: [{ role: 'user' }] } },
    { src: ['alice@example.com'], app: { [CAP]: [{ models: '**' }] } },
    { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }, { models: 'openai/**' }] } },
    { src: ['nobody@example.com'], app: {} },
  ],
  providers: {
    'codex-oauth': {
      baseurl: 'https://chatgpt.com/backend-api/codex',
      authorization: 'bearer',
      auth_mode: 'passthrough',
      models: ['gpt-5.3-codex'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
    openai: {
      baseurl: 'https://api.openai.com',
      apikey: 'sk-organisation',
      models: ['gpt-5', 'shared'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
    backup: { baseurl: 'https://backup.example', apikey: 'k2', models: ['shared', 'tied'], preference: 5 },
    other: {
      baseurl: 'https://other.example',
      apikey: 'k3',
      models: ['tied', 'vendor/nested', 'x/tied'],
      preference: 5,
    },
    x: { baseurl: 'https://x.example', apikey: 'k4', models: ['tied'], preference: -1 },
    retired: {
      baseurl: 'https://retired.example',
      apikey: 'k5',
      models: ['old', 'shared'],
      preference: 99,
      disabled: true,
    },
    anthropic: {
      baseurl: 'https://api.anthropic.com',
      authorization: 'x-api-key',
      apikey: 'sk-ant-organisation',
      models: ['claude-sonnet-4-5'],
      compatibility: { anthropic_messages: true },
    },
    gemini: {
      baseurl: 'https://generativelanguage.googleapis.com',
      authorization: 'x-goog-api-key',
      apikey: 'AIza-organisation',
      models: ['gemini-3-pro'],
      compatibility: { gemini_generate_content: true },
    },
  },
};

export const url = (path: string): string => `http://gateway${path}`;
export const post = (path: string, body: unknown, headers: Record<string, string> = {}): Request =>
  new Request(url(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export interface Errors {
  readonly error: {
    readonly message: string;
    readonly type?: string;
    readonly status?: string;
    readonly code?: string;
  };
}

export async function ask(
  request: Request,
  context: RequestContext = ALICE,
  transport: Recorder = recorder(),
  config: object = CONFIG,
): Promise<{ status: number; body: Errors; sent: Recorder['sent']; response: Response }> {
  const gateway = createGateway(config as Record<string, unknown>, { transport });
  const response = await gateway.fetch(request, context);
  return {
    status: response.status,
    body: (await response.clone().json()) as Errors,
    sent: transport.sent,
    response,
  };
}
