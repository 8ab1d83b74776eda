/** The pages of the app, in the order of its navigation. Each is a module of its own, loaded when somebody goes there. */
import type { ComponentType } from 'preact';
import type { Role } from '../api/me.ts';

/** What a page gets. */
export interface PageProps {
  /** The decoded segments of the path below the page's own: of `logs/request/01a2`, `['request', '01a2']`. */
  readonly rest: readonly string[];
}

/** A page. */
export interface Page {
  /** Its path below `/ui/`; everything below it is the page's own affair. */
  readonly path: string;
  readonly title: string;
  readonly group: 'You' | 'Usage' | 'Administration';
  /** Whose navigation shows it. What is behind it is guarded by the gateway. */
  readonly roles: readonly Role[];
  load(): Promise<{ readonly default: ComponentType<PageProps> }>;
}

const EVERYBODY: readonly Role[] = ['user', 'admin'];
const ADMIN: readonly Role[] = ['admin'];

export const PAGES: readonly Page[] = [
  {
    path: '',
    title: 'My dashboard',
    group: 'You',
    roles: EVERYBODY,
    load: () => import('../pages/dashboard/index.tsx'),
  },
  {
    path: 'connect',
    title: 'Connect',
    group: 'You',
    roles: EVERYBODY,
    load: () => import('../pages/connect/index.tsx'),
  },
  {
    path: 'models',
    title: 'Models',
    group: 'You',
    roles: EVERYBODY,
    load: () => import('../pages/models/index.tsx'),
  },
  {
    path: 'logs',
    title: 'Logs',
    group: 'Usage',
    roles: ADMIN,
    load: () => import('../pages/logs/index.tsx'),
  },
  {
    path: 'tools',
    title: 'Tool use',
    group: 'Usage',
    roles: EVERYBODY,
    load: () => import('../pages/tools/index.tsx'),
  },
  {
    path: 'adoption',
    title: 'Adoption',
    group: 'Usage',
    roles: ADMIN,
    load: () => import('../pages/adoption/index.tsx'),
  },
  {
    path: 'config',
    title: 'Configuration',
    group: 'Administration',
    roles: ADMIN,
    load: () => import('../pages/config/index.tsx'),
  },
  {
    path: 'audit',
    title: 'Audit',
    group: 'Administration',
    roles: ADMIN,
    load: () => import('../pages/audit/index.tsx'),
  },
  {
    path: 'health',
    title: 'Health',
    group: 'Administration',
    roles: ADMIN,
    load: () => import('../pages/health/index.tsx'),
  },
];

/** The page of a path, or null. */
export function pageAt(path: string): Page | null {
  const [first = ''] = path.split('/');
  return PAGES.find((page) => page.path === first) ?? null;
}
