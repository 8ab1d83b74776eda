/** Whether a provider's message ends the turn, told from its first bytes: all others of a stream are many, and not read. */

/** The last event of a response (OpenAI, "Streaming events"); an error ends it as well. */
const LAST = /^\s*\{\s*"type"\s*:\s*"(?:response\.(?:completed|failed|incomplete|cancelled)|error)"/;
/** Vendors put the type first. */
const PREFIX = 64;

/** True for the last message of a turn. */
export function endsTurn(message: Buffer): boolean {
  return LAST.test(message.toString('latin1', 0, PREFIX));
}
