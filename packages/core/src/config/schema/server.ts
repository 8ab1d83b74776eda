/** `server`: what a gateway must know of the place where it runs. The hosted product has no such section. */
import * as v from 'valibot';
import { parseRange } from '../../access/address.ts';
import { duration, integer, list, optional, section, text, type Field } from './field.ts';

/** The section as the config has it. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly base_path: string;
  readonly hosts: readonly string[];
  readonly trusted_proxies: readonly string[];
  readonly max_body_bytes: number;
  readonly max_header_bytes: number;
  readonly deadlines: {
    readonly connect: string | 0;
    readonly first_byte: string | 0;
    readonly idle: string | 0;
    readonly total: string | 0;
  };
  readonly drain: string | 0;
}

const basePath: Field<string> = v.pipe(
  v.string(),
  v.regex(/^(?:\/[\w.~-]+)*\/?$/, 'expected a path such as "/ai"'),
  v.description('The path that the gateway is mounted under, such as `/ai`.'),
);

const hostName: Field<string> = v.pipe(
  v.string(),
  v.regex(/^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-fA-F:.]+\])$/, 'expected a host name without scheme and port'),
  v.description('A host name without port.'),
);

const range: Field<string> = v.pipe(
  v.string(),
  v.check(
    (value) => parseRange(value) !== null,
    'expected an IP address or a CIDR range such as "10.0.0.0/8"',
  ),
  v.description('An IP address or a CIDR range.'),
);

const deadlines: Field<ServerConfig['deadlines']> = section<ServerConfig['deadlines']>(
  'How long requests to providers may take; 0 is no limit.',
  {
    connect: optional(duration('Until the connection stands.'), '10s'),
    first_byte: optional(duration('From the end of the request to the head of the response.'), '0'),
    idle: optional(duration('Between two chunks of the response.'), '0'),
    total: optional(duration('From start to end.'), '0'),
  },
);

/** The section. */
export const server: Field<ServerConfig> = section<ServerConfig>('Where and how the gateway listens.', {
  host: optional(text('The address to listen on.'), '127.0.0.1'),
  port: optional(integer('The port to listen on; 0 takes a free one.', 0, 65_535), 8787),
  base_path: optional(basePath, ''),
  hosts: optional(
    list("The gateway's own names besides addresses, names without dots and *.ts.net.", hostName),
    [],
  ),
  trusted_proxies: optional(list('Proxies whose forwarding headers are believed.', range), []),
  max_body_bytes: optional(integer('The longest request body.', 1, 2 ** 40), 64 * 2 ** 20),
  max_header_bytes: optional(integer('The longest request head.', 1024, 2 ** 24), 64 * 2 ** 10),
  deadlines: optional(deadlines, {} as ServerConfig['deadlines']),
  drain: optional(duration('How long requests under way may take to end when the gateway stops.'), '30s'),
});
