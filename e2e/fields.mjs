/** What does not cross a gateway: its name, its connections, its cookies. Everything else does. */
const OWN = new Set(['host', 'connection', 'cookie']);

/**
 * The header fields of a request that a vendor must see as the client wrote them, in order.
 *
 * @param {{ rawHeaders: string[] }} request
 */
export const fieldsOf = ({ rawHeaders }) =>
  rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !OWN.has(name.toLowerCase())
      ? [`${name.toLowerCase()}: ${rawHeaders[index + 1]}`]
      : [],
  );
