/** What may be quoted of a value that is not what it should be. People put keys into the wrong fields. */

/** Words as people name headers and ways to authenticate. No key is that short, or that long without a digit. */
const NAME = /^[A-Za-z](?:[A-Za-z-]{0,23}|[A-Za-z0-9-]{0,11})$/;

/** The first word, which tells what was meant, if it is one; `Authorization Bearer sk-…` and `sk-…` stay out. */
export function firstWord(text: string): string {
  const word = /^[^\s:=]*/.exec(text)?.[0] ?? '';
  const shown = NAME.test(word) && !/^(?:sk|pk|key|tok)-/i.test(word) ? word : '';
  return shown.length === text.length ? shown : `${shown}…`;
}

/** A URL without user, password, query and fragment. */
export function bareUrl(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//').replace(/[?#].*$/s, '');
}
