/** Taking an address, with errors that say what is wrong with it. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a server listens. */
export interface Address {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  readonly host: string;
  /** The port that was taken, where 0 asked for any. */
  readonly port: number;
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'the host name is unknown',
};

/** Lets the server listen, and tells where it does. */
export function bind(server: Server, host: string, port: number): Promise<Address> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const why = REASONS[error.code ?? ''] ?? error.code ?? error.message;
      reject(new Error(`cannot listen on ${authority(host, port)}: ${why}`, { cause: error }));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      const taken = (server.address() as AddressInfo).port;
      resolve({ url: `http://${authority(host, taken)}`, host, port: taken });
    });
  });
}

function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
