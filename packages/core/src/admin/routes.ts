/**
 * What the gateway answers under `/aperture/`. A path that is not in the table is not there, and a role that a line does
 * not name may not ask (field.md D7).
 */
import type { Access } from '../access/grants.ts';
import { listAudit } from './audit.ts';
import { CONFIG_ROUTES } from './config/routes.ts';
import { explainRequest } from './explain.ts';
import { fromStore } from './from-store.ts';
import { tellHealth } from './health/answer.ts';
import { listen } from './live/answer.ts';
import { tellMe } from './me.ts';
import { tellDocument } from './openapi/document.ts';
import { LIST_AUDIT } from './openapi/audit.ts';
import type { Description } from './openapi/description.ts';
import { EXPLAIN, TELL_DOCUMENT, TELL_HEALTH, TELL_ME } from './openapi/gateway.ts';
import { LIST_RECORDS, LIST_SESSIONS, LISTEN, SUM_UP, TELL_RECORD } from './openapi/records.ts';
import { SUM_TOOLS } from './openapi/tools.ts';
import { LIST_PROVIDERS, TELL_MODEL_PRICES, TELL_PRICES } from './openapi/prices.ts';
import { tellPrices } from './pricing.ts';
import { listProviders } from './providers.ts';
import { tellRecord } from './one-record.ts';
import type { Answering } from './question.ts';
import { listRecords } from './records.ts';
import { listSessions } from './sessions.ts';
import { sumTools } from './tools.ts';
import { decoded } from '../routing/path.ts';
import { sumUp } from './usage.ts';

/** One line of the table. A path has a line for each way to answer under it. */
export interface Route {
  /** The methods that it takes. */
  readonly methods: readonly string[];
  /**
   * `{id}` stands for one segment, or for what a segment has ahead of its `:verb`; `{model...}` at the end for all the rest,
   * which is decoded: names of models have slashes in them.
   */
  readonly path: string;
  /** Whoever may ask; what they then see is the answer's affair. */
  readonly roles: readonly NonNullable<Access['role']>[];
  readonly answer: Answering;
  /** What the API's document says of it. */
  readonly description: Description;
}

const READ = ['GET', 'HEAD'];

export const ROUTES: readonly Route[] = [
  ...CONFIG_ROUTES,
  {
    methods: READ,
    path: '/aperture/openapi.json',
    roles: ['user', 'admin'],
    answer: tellDocument(() => ROUTES),
    description: TELL_DOCUMENT,
  },
  {
    methods: READ,
    path: '/aperture/me',
    roles: ['user', 'admin'],
    answer: tellMe,
    description: TELL_ME,
  },
  {
    methods: READ,
    path: '/aperture/health',
    roles: ['admin'],
    answer: tellHealth,
    description: TELL_HEALTH,
  },
  {
    methods: ['POST'],
    path: '/aperture/explain',
    roles: ['user', 'admin'],
    answer: explainRequest,
    description: EXPLAIN,
  },
  {
    methods: READ,
    path: '/aperture/live',
    roles: ['user', 'admin'],
    answer: listen,
    description: LISTEN,
  },
  {
    methods: READ,
    path: '/aperture/records',
    roles: ['user', 'admin'],
    answer: fromStore(listRecords),
    description: LIST_RECORDS,
  },
  {
    methods: READ,
    path: '/aperture/records/{id}',
    roles: ['user', 'admin'],
    answer: fromStore(tellRecord),
    description: TELL_RECORD,
  },
  {
    methods: READ,
    path: '/aperture/usage',
    roles: ['user', 'admin'],
    answer: fromStore(sumUp),
    description: SUM_UP,
  },
  {
    methods: READ,
    path: '/aperture/sessions',
    roles: ['user', 'admin'],
    answer: fromStore(listSessions),
    description: LIST_SESSIONS,
  },
  {
    methods: READ,
    path: '/aperture/tools',
    roles: ['user', 'admin'],
    answer: fromStore(sumTools),
    description: SUM_TOOLS,
  },
  {
    methods: READ,
    path: '/api/providers',
    roles: ['admin'],
    answer: listProviders,
    description: LIST_PROVIDERS,
  },
  {
    methods: READ,
    path: '/aperture/pricing',
    roles: ['user', 'admin'],
    answer: tellPrices,
    description: TELL_PRICES,
  },
  {
    methods: READ,
    path: '/aperture/pricing/{model...}',
    roles: ['user', 'admin'],
    answer: tellPrices,
    description: TELL_MODEL_PRICES,
  },
  {
    methods: READ,
    path: '/aperture/audit',
    roles: ['admin'],
    answer: listAudit,
    description: LIST_AUDIT,
  },
];

/** A route that a path leads to. */
export interface Found {
  readonly route: Route;
  /** What stands in the place of `{id}`; empty where the route has none. */
  readonly id: string;
}

/**
 * Finds the routes of a path: one for each set of methods. No segment is decoded: ids are plain, and another way to write
 * a path is another path.
 */
export function routesAt(path: string): readonly Found[] {
  return ROUTES.flatMap((route) => {
    const id = idIn(path, route.path);
    return id === null ? [] : [{ route, id }];
  });
}

const REST = '{model...}';

/** What stands in the place of `{id}`, or null if the path is another one. */
function idIn(path: string, pattern: string): string | null {
  const [ahead = '', name] = pattern.split(REST);
  if (name !== undefined)
    return path.length > ahead.length && path.startsWith(ahead) ? decoded(path.slice(ahead.length)) : null;
  const [before = '', after] = pattern.split('{id}');
  if (after === undefined) return path === pattern ? '' : null;
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const id = path.slice(before.length, path.length - after.length);
  // A verb after a colon is never part of the id.
  return /^[^/:]+$/.test(id) ? id : null;
}
