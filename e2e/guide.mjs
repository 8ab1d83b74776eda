/** What a page of the documentation tells people to copy, so that a test can run the very same. */
import { readFileSync } from 'node:fs';

const docs = new URL('../docs/', import.meta.url);

/**
 * The code blocks of a section, in order.
 *
 * @param {string} page below docs/
 * @param {string} heading of any level, without its `#`
 * @param {string} language of the blocks
 */
export function codeOf(page, heading, language) {
  const text = readFileSync(new URL(page, docs), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page} has no section "${heading}"`);
  return Array.from(section.matchAll(/^```(\w+)\n([^]*?)^```$/gm))
    .filter(([, found]) => found === language)
    .map(([, , code]) => code);
}

/**
 * A text in which what stands for the world outside is put right for a test.
 *
 * @param {string} text
 * @param {Record<string, string>} replacements each of which must be needed
 */
export function adapted(text, replacements) {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`nothing to replace: ${from} does not stand in ${text}`);
    return result.replaceAll(from, to);
  }, text);
}
