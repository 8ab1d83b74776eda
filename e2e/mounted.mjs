/** An Express app with the gateway under `/ai`, for the clients' base URLs that have a path. */
import { apertureMiddleware } from '@aperturejs/express';
import { attachUpgrade, configFile } from '@aperturejs/node';
import express from 'express';

const app = express();
const aperture = apertureMiddleware(configFile(process.env.APERTURE_CONFIG));
app.use('/ai', aperture);

await aperture.gateway.ready;
const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
const sockets = attachUpgrade(server, aperture.gateway, { basePath: '/ai' });
process.once('SIGTERM', () => {
  server.close(() => aperture.gateway.close());
  void sockets.close();
});
