/** The gateway as a server of its own that asks the Tailscale daemon who calls from the address that a proxy forwards. */
import { createServer } from '@aperturejs/node';
import { config } from './config.mjs';
import { serve } from './serve.mjs';

const asking = {
  ...config,
  identity: [{ type: 'tailscale', socket: process.argv[3], cache: process.argv[4] }],
  server: { trusted_proxies: ['127.0.0.1'] },
};
const server = createServer(asking, { host: '127.0.0.1', port: 0 });
const address = await server.listen();
serve({ listening: true, address: () => address });
