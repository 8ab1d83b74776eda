/** What no gateway may pass on. A vendor would not say; the stand-ins do. */

/** RFC 9110 7.6.1: fields of one connection only. `connection` itself is judged by its value. */
const HOP_BY_HOP = new Set([
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Meant for the gateway, or telling of the way to it. */
const NOT_FOR_VENDORS =
  /^(?:x-aperture-.*|x-gateway-auth|tailscale-.*|cookie|forwarded|x-forwarded-.*|x-real-ip|via|proxy-.*)$/;

/**
 * What is wrong with a request's head, in words; empty if nothing is.
 *
 * @param {{ headers: Record<string, string | string[] | undefined>, rawHeaders: string[], url: string }} request
 * @param {string} authority the stand-in's own host and port
 * @param {{ isHandshake?: boolean }} [kind] a handshake for a WebSocket names the protocol that it wants
 */
export function badManners({ headers, rawHeaders, url }, authority, { isHandshake = false } = {}) {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return [
    ...names.filter((name) => NOT_FOR_VENDORS.test(name)).map((name) => `${name} is not for a vendor`),
    ...names
      .filter((name) => HOP_BY_HOP.has(name) && !(isHandshake && name === 'upgrade'))
      .map((name) => `${name} is of one hop only`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} came twice`),
    ...(headers.host === authority ? [] : ['host is not the vendor’s own']),
    ...((isHandshake ? ['Upgrade'] : ['keep-alive', 'close', undefined]).includes(headers.connection)
      ? []
      : ['connection names fields']),
    ...(/\/\/|\/\.{1,2}(?:\/|$)|\\|(?:\/(?:v1|codex)){2}/.test(url)
      ? ['the path is doubled or not clean']
      : []),
  ];
}
