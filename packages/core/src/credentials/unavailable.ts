/** What goes with a refusal because of the organisation's credential. */

/** Another try ends the same. The SDKs of OpenAI and Anthropic, and Claude Code, heed this header and stop. */
export const LASTING: Readonly<Record<string, string>> = { 'x-should-retry': 'false' };

/** Another try is worth its while after some seconds. */
export function passing(seconds: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(seconds) };
}
