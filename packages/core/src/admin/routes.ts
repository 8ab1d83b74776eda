/**
 * What the gateway answers under `/aperture/`. A path that is not in the table is not there, and a role that a line does
 * not name may not ask (field.md D7).
 */
import { listAudit } from './audit.ts';
import { CONFIG_ROUTES } from './config/routes.ts';
import { explainRequest } from './explain.ts';
import { fromStore } from './from-store.ts';
import { tellHealth } from './health/answer.ts';
import { listen } from './live/answer.ts';
import { tellMe } from './me.ts';
import { tellDocument } from './openapi/document.ts';
import { LIST_AUDIT } from './openapi/audit.ts';
import { EXPLAIN, TELL_DOCUMENT, TELL_HEALTH, TELL_ME } from './openapi/gateway.ts';
import { LIST_RECORDS, LIST_SESSIONS, LISTEN, TELL_RECORD } from './openapi/records.ts';
import { LIST_PROVIDERS, TELL_MODEL_PRICES, TELL_PRICES } from './openapi/prices.ts';
import { SUM_TOOLS, SUM_UP } from './openapi/sums.ts';
import { tellPrices } from './pricing.ts';
import { listProviders } from './providers.ts';
import { tellRecord } from './one-record.ts';
import { listRecords } from './records.ts';
import { ADMINS, EVERYBODY, idIn, read, take, type Route } from './route.ts';
import { listSessions } from './sessions.ts';
import { sumTools } from './tools.ts';
import { sumUp } from './usage.ts';

export const ROUTES: readonly Route[] = [
  ...CONFIG_ROUTES,
  read(
    '/aperture/openapi.json',
    EVERYBODY,
    tellDocument(() => ROUTES),
    TELL_DOCUMENT,
  ),
  read('/aperture/me', EVERYBODY, tellMe, TELL_ME),
  read('/aperture/health', ADMINS, tellHealth, TELL_HEALTH),
  take('POST', '/aperture/explain', EVERYBODY, explainRequest, EXPLAIN),
  read('/aperture/live', EVERYBODY, listen, LISTEN),
  read('/aperture/records', EVERYBODY, fromStore(listRecords), LIST_RECORDS),
  read('/aperture/records/{id}', EVERYBODY, fromStore(tellRecord), TELL_RECORD),
  read('/aperture/usage', EVERYBODY, fromStore(sumUp), SUM_UP),
  read('/aperture/sessions', EVERYBODY, fromStore(listSessions), LIST_SESSIONS),
  read('/aperture/tools', EVERYBODY, fromStore(sumTools), SUM_TOOLS),
  read('/api/providers', ADMINS, listProviders, LIST_PROVIDERS),
  read('/aperture/pricing', EVERYBODY, tellPrices, TELL_PRICES),
  read('/aperture/pricing/{model...}', EVERYBODY, tellPrices, TELL_MODEL_PRICES),
  read('/aperture/audit', ADMINS, listAudit, LIST_AUDIT),
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
