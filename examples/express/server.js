/**
 * Aperture inside an Express app.
 * Run it with `node examples/express/server.js`, after `npm run build`.
 */
import { fileURLToPath } from 'node:url';
import { apertureMiddleware } from '@aperturejs/express';
import { attachUpgrade, configFile } from '@aperturejs/node';
import express from 'express';

const config = process.env.APERTURE_CONFIG ?? fileURLToPath(new URL('aperture.hujson', import.meta.url));

const app = express();
const aperture = apertureMiddleware(configFile(config));

// Ahead of body parsers, so that bodies go to the provider as they come.
app.use(aperture);
app.get('/', (_request, response) => void response.send('An app with a gateway inside.\n'));

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
