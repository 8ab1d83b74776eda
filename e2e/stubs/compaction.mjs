/** How the ChatGPT backend shortens long conversations, for both generations of Codex (spec/clients.md 7). */
import { randomBytes } from 'node:crypto';

/** True if the newer way is taken: the last item of the input asks for it. */
export const asksForCompaction = ({ input }) => input.at(-1).type === 'compaction_trigger';

/** What stands for the conversation from then on. Only the backend can read it. */
export const compaction = () => ({
  type: 'compaction',
  id: `cmp_${randomBytes(16).toString('hex')}`,
  encrypted_content: randomBytes(200).toString('base64'),
});

/**
 * The answer of the older way: what the user said, and the compaction in place of everything else.
 *
 * @param {{ input: any[] }} body
 */
export const answerToCompact = ({ input }) => ({
  object: 'response.compaction',
  output: [...input.filter(({ role }) => role === 'user'), compaction()],
});
