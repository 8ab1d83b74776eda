/**
 * Aperture inside a Koa app.
 * Run it with `node examples/koa/server.js`, after `npm run build`.
 */
import { fileURLToPath } from 'node:url';
import { apertureMiddleware } from '@aperturejs/koa';
import { attachUpgrade, configFile } from '@aperturejs/node';
import Koa from 'koa';

const config = process.env.APERTURE_CONFIG ?? fileURLToPath(new URL('aperture.hujson', import.meta.url));

const app = new Koa();
const aperture = apertureMiddleware(configFile(config));

// Ahead of body parsers, so that bodies go to the provider as they come.
app.use(aperture);
app.use((context) => {
  if (context.path === '/') context.body = 'An app with a gateway inside.\n';
});

await aperture.gateway.ready;
const server = app.listen(Number(process.env.PORT ?? 8787), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});

// No middleware runs for a WebSocket.
const sockets = attachUpgrade(server, aperture.gateway);

/** Lets requests under way finish, then ends. */
export const close = () => {
  server.close(() => aperture.gateway.close());
  return sockets.close();
};
process.once('SIGTERM', close);
