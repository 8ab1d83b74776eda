/** The gateway as a server of its own. */
import { createServer } from '@aperturejs/node';
import { config } from './config.mjs';
import { serve } from './serve.mjs';

const server = createServer(config, { host: '127.0.0.1', port: 0 });
const address = await server.listen();
serve({ listening: true, address: () => address });
