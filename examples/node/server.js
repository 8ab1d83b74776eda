/**
 * Aperture as a server of its own, started from your program. (`npx aperture serve --config FILE` does the same.)
 * Run it with `node examples/node/server.js`, after `npm run build`.
 */
import { fileURLToPath } from 'node:url';
import { configFile, createServer } from '@aperturejs/node';

const config = process.env.APERTURE_CONFIG ?? fileURLToPath(new URL('aperture.hujson', import.meta.url));

// The file is watched: save it, and the next request is handled by the new config.
const server = createServer(configFile(config), { port: Number(process.env.PORT ?? 8787) });

const { url } = await server.listen();
process.stdout.write(`listening on ${url}\n`);

/** Lets requests under way finish, then ends. */
export const close = () => server.close();
process.once('SIGTERM', close);
