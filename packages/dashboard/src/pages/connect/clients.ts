/**
 * The clients that can be connected, and what each is to be told: the same as the pages of docs/guide tell, which a test
 * holds them to.
 */
import type { Client } from './client.ts';
import { CLAUDE_KEY, CLAUDE_PLAN } from './clients/claude-code.ts';
import { CODEX_CHATGPT, CODEX_KEY } from './clients/codex.ts';
import { CURL } from './clients/curl.ts';
import { GEMINI_CLI } from './clients/gemini-cli.ts';
import { OPENCODE, OPENCODE_ANTHROPIC } from './clients/opencode.ts';
import { AI_SDK, ANTHROPIC_SDK, GOOGLE_SDK, OPENAI_SDK } from './clients/sdks.ts';

/** As the page lists them. */
export const CLIENTS: readonly Client[] = [
  CODEX_CHATGPT,
  CODEX_KEY,
  CLAUDE_PLAN,
  CLAUDE_KEY,
  GEMINI_CLI,
  OPENCODE,
  OPENCODE_ANTHROPIC,
  CURL,
  OPENAI_SDK,
  ANTHROPIC_SDK,
  GOOGLE_SDK,
  AI_SDK,
];
