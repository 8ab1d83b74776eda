/** Where the config is shown and changed. */
import { fromJson } from '../json-body.ts';
import type { Route } from '../routes.ts';
import { CONFIG_BODY, saveConfig, tellConfig, validateConfig } from './answer.ts';

const READ = ['GET', 'HEAD'];
const ADMIN = ['admin'] as const;

export const CONFIG_ROUTES: readonly Route[] = [
  { methods: READ, path: '/aperture/config', roles: ADMIN, answer: tellConfig },
  { methods: ['PUT'], path: '/aperture/config', roles: ADMIN, answer: fromJson(CONFIG_BODY, saveConfig) },
  {
    methods: ['POST'],
    path: '/aperture/config:validate',
    roles: ADMIN,
    answer: fromJson(CONFIG_BODY, validateConfig),
  },
];
