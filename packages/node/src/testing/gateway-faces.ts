/** Every way of this package to reach a gateway that is made of a config. */
import type { GatewayOptions, Logger } from '@aperturejs/core';
import { createNodeGateway } from '../node-gateway.ts';
import { createServer } from '../server/create-server.ts';
import { http1Client } from './client.ts';
import { faces, type Face, type RunningFace } from './faces.ts';

/** One way to reach a gateway, which it makes itself. */
export interface GatewayFace extends Pick<Face, 'name' | 'traits' | 'mount'> {
  start(config: Readonly<Record<string, unknown>>, options?: GatewayOptions): Promise<RunningFace>;
}

/** The cases provoke warnings; the tests of the logger read them. */
const SILENCE: Logger = { log() {} };

/** Puts a gateway behind a face. */
export function gatewayFace(face: Face): GatewayFace {
  return {
    ...face,
    async start(config, options) {
      const gateway = createNodeGateway(config, { logger: SILENCE, ...options });
      const running = await face.start(gateway);
      return {
        ...running,
        async close() {
          await running.close();
          await gateway.close();
        },
      };
    },
  };
}

const ownServer: GatewayFace = {
  name: 'createServer',
  traits: ['http1', 'alone', 'unmounted'],
  mount: '',
  async start(config, options) {
    const server = createServer(config, { host: '127.0.0.1', port: 0, logger: SILENCE, ...options });
    const { port } = await server.listen();
    const client = http1Client(port);
    return {
      port,
      client,
      close() {
        client.close();
        return server.close({ drain: 0 });
      },
    };
  },
};

/** Every face of a gateway. */
export const gatewayFaces: readonly GatewayFace[] = [...faces.map(gatewayFace), ownServer];
