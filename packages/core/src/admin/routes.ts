/**
 * What the gateway answers under `/aperture/`. A path that is not in the table is not there, and a role that a line does
 * not name may not ask (field.md D7).
 */
import type { Access } from '../access/grants.ts';
import { fromStore } from './from-store.ts';
import { tellRecord } from './one-record.ts';
import type { Answering } from './question.ts';
import { listRecords } from './records.ts';
import { sumUp } from './usage.ts';

/** One line of the table. */
export interface Route {
  /** The methods that it takes. */
  readonly methods: readonly string[];
  /** `{id}` stands for one segment. */
  readonly path: string;
  /** Whoever may ask; what they then see is the answer's affair. */
  readonly roles: readonly NonNullable<Access['role']>[];
  readonly answer: Answering;
}

const READ = ['GET', 'HEAD'];

export const ROUTES: readonly Route[] = [
  {
    methods: READ,
    path: '/aperture/records',
    roles: ['user', 'admin'],
    answer: fromStore(listRecords),
  },
  {
    methods: READ,
    path: '/aperture/records/{id}',
    roles: ['user', 'admin'],
    answer: fromStore(tellRecord),
  },
  {
    methods: READ,
    path: '/aperture/usage',
    roles: ['user', 'admin'],
    answer: fromStore(sumUp),
  },
];

/** A route that a path leads to. */
export interface Found {
  readonly route: Route;
  /** The segment in the place of `{id}`; empty where the route has none. */
  readonly id: string;
}

/** Finds the route of a path, or null. No segment is decoded: ids are plain, and another way to write a path is another path. */
export function routeAt(path: string): Found | null {
  const parts = path.split('/');
  for (const route of ROUTES) {
    const places = route.path.split('/');
    if (places.length !== parts.length) continue;
    const at = places.indexOf('{id}');
    if (places.every((place, i) => (i === at ? parts[i] !== '' : place === parts[i]))) {
      return { route, id: at === -1 ? '' : (parts[at] as string) };
    }
  }
  return null;
}
