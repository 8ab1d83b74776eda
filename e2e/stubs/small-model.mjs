/**
 * The model behind the stand-ins. It says back what it was told, and obeys a few orders in the prompt, so that a test
 * needs no other way to it than a client has:
 *
 * - `run: COMMAND` calls the client's shell tool,
 * - `call NAME {"json":"arguments"}`, once or more, calls tools by name,
 * - `fail: TYPE` makes the vendor answer with its error of that type,
 * - `break: TYPE` the same after the stream has begun; `break: off` ends the connection there, and `break: silence` leaves
 *   it open without another word.
 */
import { createHash } from 'node:crypto';

/** What a coding agent's shell tool is called, and what its command. */
const SHELLS = new Map([
  ['Bash', (command) => ({ command, description: 'What the user asked for' })],
  ['bash', (command) => ({ command, description: 'What the user asked for' })],
  ['run_shell_command', (command) => ({ command, description: 'What the user asked for' })],
]);

/**
 * What the model answers: a text, tool calls, or both.
 *
 * @param {{ prompt: string, toolOutput?: string, tools: string[] }} turn `toolOutput` is set where the last message of the
 *   conversation is what a tool said
 * @returns {{ text: string, calls: { name: string, input: Record<string, unknown> }[] }}
 */
export function answerTo({ prompt, toolOutput, tools }) {
  if (toolOutput !== undefined) return { text: `The tool said: ${toolOutput}`, calls: [] };
  const command = /run: (.+)/.exec(prompt)?.[1];
  const shell = tools.find((name) => SHELLS.has(name));
  if (command !== undefined && shell !== undefined)
    return { text: 'I run it.', calls: [{ name: shell, input: SHELLS.get(shell)(command) }] };
  const calls = Array.from(prompt.matchAll(/call (\w+) (\{[^}]*\})/g), ([, name, input]) => ({
    name,
    input: JSON.parse(input),
  })).filter(({ name }) => tools.includes(name));
  return calls.length > 0 ? { text: 'Let me see.', calls } : { text: `You said: ${prompt}`, calls: [] };
}

/** How the prompt orders the vendor to fail: undefined for not at all. */
export function orderedFailure(prompt) {
  const [, order, type] = /\b(fail|break): (\w+)/.exec(prompt) ?? [];
  return order && { midStream: order === 'break', type };
}

/** Text in pieces, as a model streams it. */
export const piecesOf = (text) => text.split(/(?<= )/);

/**
 * Makes ids that depend on nothing but the request's body: the same request gets the same answer, byte for byte, whether
 * it came through a gateway or not.
 *
 * @param {Buffer | string} body
 * @returns {(prefix: string) => string}
 */
export function idsOf(body) {
  let count = 0;
  return (prefix) =>
    prefix + createHash('sha256').update(`${prefix}${count++}`).update(body).digest('hex').slice(0, 24);
}
