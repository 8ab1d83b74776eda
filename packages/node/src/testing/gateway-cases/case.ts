/** What the cases of the gateway have in common: a config, and what each has at hand. */
import type { MemoryStore } from '../../../../core/src/testing/memory-store.ts';
import type { Case } from '../describe-faces.ts';
import type { Client, WholeAnswer } from '../client.ts';
import type { GatewayFace } from '../gateway-faces.ts';
import type { Reached, Upstream } from '../upstream.ts';

/** One behaviour of the gateway that holds on every face. */
export interface GatewayCase extends Pick<Case, 'name' | 'not'> {
  run(stage: GatewayStage): Promise<void>;
}

/** A running face, and the provider behind it. */
export interface GatewayStage {
  readonly face: GatewayFace;
  readonly client: Client;
  /** Where the face listens on 127.0.0.1; 0 in memory. */
  readonly port: number;
  readonly upstream: Upstream;
  /** Where the gateway keeps its records; empty as each case begins. */
  readonly store: MemoryStore;
  /** Posts JSON. */
  post(path: string, body: string | Uint8Array, headers?: readonly string[]): Promise<WholeAnswer>;
  /** The request that reached the provider; there must be exactly one. */
  only(): Reached;
  /** Posts JSON to another gateway on the same face and before the same provider, with these deadlines. */
  postWithin(deadlines: Readonly<Record<string, string>>, path: string, body: string): Promise<WholeAnswer>;
}

/** The token of a ChatGPT subscription; nobody checks it here. */
export const TOKEN = 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln';
/** A model whose id has a slash, which its path must escape. */
export const PROFILE = 'arn:aws:bedrock:us-east-1:1:inference-profile/us.claude';

const CAP = 'tailscale.com/cap/aperture';

/**
 * Loopback callers may use everything. The order of the models is that of their list. No deadline by default: one would
 * end what a case wants to see end for another reason.
 */
export function configFor(
  origin: string,
  closedOrigin: string,
  deadlines: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const responses = { openai_responses: true };
  return {
    server: { max_body_bytes: 16 * 1024 * 1024, deadlines },
    grants: [{ src: ['(loopback)'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } }],
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
        models: ['gpt-5'],
        compatibility: responses,
        add_headers: ['X-Team: platform'],
      },
      closed: { baseurl: closedOrigin, models: ['unreachable'], compatibility: responses },
      claude: {
        baseurl: `${origin}/anthropic`,
        authorization: 'x-api-key',
        apikey: 'sk-ant-canary',
        models: ['claude'],
        compatibility: { anthropic_messages: true },
        model_info: { claude: { display_name: 'Claude of the tests', context_window_tokens: 200_000 } },
      },
      gemini: {
        baseurl: `${origin}/gemini`,
        models: ['gemini-3'],
        compatibility: { gemini_generate_content: true },
      },
      aws: { baseurl: `${origin}/aws`, models: [PROFILE], compatibility: { bedrock_model_invoke: true } },
    },
  };
}
