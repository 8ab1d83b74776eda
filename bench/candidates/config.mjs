/** The config of all faces: one provider, its key in the config, everybody on this machine may use it. */
import { MODEL } from '../messages.mjs';
import { upstream } from './serve.mjs';

export const config = {
  identity: [{ type: 'loopback' }],
  providers: {
    stub: {
      name: 'Stub',
      baseurl: upstream,
      apikey: 'stub-key',
      authorization: 'bearer',
      models: [MODEL],
      compatibility: { openai_chat: true },
    },
  },
  grants: [{ src: ['*'], app: { 'tailscale.com/cap/aperture': [{ role: 'admin' }, { models: '**' }] } }],
};
