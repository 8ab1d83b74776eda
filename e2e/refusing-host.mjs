/** A host application that lets nobody in, for a reason that the request names: how clients take a refusal. */
import { createServer } from '@aperturejs/node';

/** Names the reason; to the gateway alone. */
export const CASE = 'x-case';

/**
 * Starts one.
 *
 * @param {(name: string) => { code: string, status: number, message: string, headers?: Record<string, string> }} refusalOf
 *   why the request of a case is refused
 */
export async function startRefusingHost(refusalOf) {
  const asked = new Map();
  const source = {
    type: 'host',
    headers: [CASE],
    byNetwork: false,
    identify({ headers }) {
      const name = headers[headers.findIndex((field) => field.toLowerCase() === CASE) + 1];
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return refusalOf(name);
    },
  };
  const config = { providers: { made: { baseurl: 'http://127.0.0.1:9', models: ['made'] } }, grants: [] };
  const server = createServer(config, { port: 0, identity: [source], logger: { log() {} } });
  const { url } = await server.listen();
  return {
    url,
    /** How many requests of a case came. */
    requests: (name) => asked.get(name) ?? 0,
    close: () => server.close({ drain: 0 }),
  };
}
