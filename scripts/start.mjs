/**
 * `npm start`: the server, from a fresh clone. The environment says what options would: APERTURE_CONFIG, HOST, PORT,
 * APERTURE_DATA. Without a config, a commented one to start from is written to ./aperture.hujson.
 */
import { build } from './build.mjs';
import { setUp } from './setup.mjs';

setUp();
build();

const { APERTURE_CONFIG, HOST, PORT, APERTURE_DATA } = process.env;
const flags = Object.entries({ config: APERTURE_CONFIG, host: HOST, port: PORT, data: APERTURE_DATA })
  .filter(([, value]) => value)
  .map(([name, value]) => `--${name}=${value}`);

// In this process, not in a child of it: signals arrive where they are handled.
process.argv.splice(2, 0, 'serve', ...flags);
await import('../packages/node/dist/cli/main.js');
