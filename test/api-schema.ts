/** Holds answers of the HTTP API to its document. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { documentOf } from '../packages/core/src/admin/openapi/document.ts';
import { ROUTES, routesAt } from '../packages/core/src/admin/routes.ts';

/** An answer, and what it answers. */
export interface Answered {
  readonly method: string;
  /** Below the gateway's own, without the query. */
  readonly path: string;
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, schemas: { api: closed(documentOf(ROUTES, '')) } });
addFormats.default(ajv);

/** What of the answer is not as the document says; empty if all is. */
export function contradictions({ method, path, status, type, text }: Answered): string[] {
  const found = routesAt(path).find(({ route }) => route.methods.includes(method));
  if (!found) return [`${method} ${path} is no route`];
  const operation = `/paths/${escaped(found.route.path.replace('...}', '}'))}/${method.toLowerCase()}/responses/${status}`;
  const mime = type?.split(';')[0] ?? null;
  const place = mime === null ? operation : `${operation}/content/${escaped(mime)}/schema`;
  const check = ajv.getSchema(`api#${place}`);
  if (!check) return [`the document has no ${place}`];
  if (mime === null || check(mime.endsWith('json') ? JSON.parse(text) : text)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** What of a value is not as a named schema says. */
export function contradictionsOf(name: string, value: unknown): string[] {
  const check = ajv.getSchema(`api#/components/schemas/${name}`);
  if (!check) return [`there is no schema ${name}`];
  return check(value) ? [] : [ajv.errorsText(check.errors)];
}

/** The lines of the table of routes, as a test counts them off. */
export const OPERATIONS: readonly string[] = ROUTES.flatMap(({ methods, path }) =>
  methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
);

/** The line that an answer belongs to. */
export function operationOf({ method, path }: Pick<Answered, 'method' | 'path'>): string | undefined {
  const found = routesAt(path).find(({ route }) => route.methods.includes(method));
  return found && `${method} ${found.route.path}`;
}

/** As clients must not take it: with no field that the document does not know. */
function closed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema as unknown as object;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return inner['type'] !== undefined && inner['properties'] && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
