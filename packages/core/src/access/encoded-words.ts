/** Names with letters beyond ASCII, as mail and Tailscale Serve write them into headers (RFC 2047). */

/**
 * Decodes the encoded words in a text: `=?utf-8?q?Ren=C3=A9?=` is `René`. What cannot be decoded stays as it is. Only for
 * what is shown to people: nothing that decides on access is decoded.
 */
export function decodeWords(text: string): string {
  return text
    .replace(/(\?=)[ \t]+(?==\?)/g, '$1') // white space between two encoded words is not part of the text (6.2)
    .replace(/=\?([\w-]{1,40})\?([bq])\?([\x21-\x3e\x40-\x7e]*)\?=/gi, (word, charset, encoding, payload) => {
      try {
        const bytes = /b/i.test(encoding) ? fromBase64(payload) : fromQ(payload);
        return new TextDecoder(charset, { fatal: true }).decode(bytes);
      } catch {
        return word;
      }
    });
}

function fromBase64(payload: string): Uint8Array {
  return Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
}

function fromQ(payload: string): Uint8Array {
  const characters = payload
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
