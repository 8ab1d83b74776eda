/** What may be quoted of a value that is not what it should be. People put keys into the wrong fields. */

/** The first word, which tells what was meant; the rest of `Authorization Bearer sk-…` stays out of the message. */
export function firstWord(text: string): string {
  const word = /^[^\s:=]{0,24}/.exec(text)?.[0] ?? '';
  return word.length === text.length ? word : `${word}…`;
}

/** A URL without user, password, query and fragment. */
export function bareUrl(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//').replace(/[?#].*$/s, '');
}
