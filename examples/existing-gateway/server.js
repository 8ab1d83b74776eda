/**
 * Aperture inside a gateway that is there already, with routes and a login of its own.
 * Run it with `node examples/existing-gateway/server.js`, after `npm run build`.
 */
import { fileURLToPath } from 'node:url';
import { apertureMiddleware } from '@aperturejs/express';
import { attachUpgrade, configFile } from '@aperturejs/node';
import express from 'express';

const config = process.env.APERTURE_CONFIG ?? fileURLToPath(new URL('aperture.hujson', import.meta.url));

/** Stands for the session store that you have. */
const sessions = new Map([['session-of-alice', 'alice@example.com']]);

const app = express();
app.get('/health', (_request, response) => void response.json({ ok: true }));

/** Your own login. */
const loginOf = ({ headers }) => sessions.get(/(?:^|; )session=([^;]+)/.exec(headers.cookie ?? '')?.[1]);

app.use((request, response, next) => {
  request.login = loginOf(request);
  if (request.login) next();
  else response.status(401).json({ error: { message: 'sign in to the gateway first' } });
});

// `/v1/…` belongs to Aperture, so a route of your own below it comes first.
app.get('/v1/own-route', (request, response) => void response.json({ hello: request.login }));

// Who calls is what your login found; the config's grants say what they may use. The cookie stays here.
const identityOf = (login) => login && { login, tags: [], groups: [], source: 'session' };
const aperture = apertureMiddleware(configFile(config), { identify: ({ login }) => identityOf(login) });
app.use(aperture);

// Paths that Aperture does not serve fall through to what comes after it.
app.get('/reports', (request, response) => void response.json({ reportsFor: request.login }));

await aperture.gateway.ready;
const server = app.listen(Number(process.env.PORT ?? 8787), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});

// No middleware runs for a WebSocket, so your login is asked here. Without one nobody calls: the config has no sources.
const sockets = attachUpgrade(server, aperture.gateway, {
  identify: (request) => identityOf(loginOf(request)),
});

/** Lets requests under way finish, then ends. */
export const close = () => {
  server.close(() => aperture.gateway.close());
  return sockets.close();
};
process.once('SIGTERM', close);
