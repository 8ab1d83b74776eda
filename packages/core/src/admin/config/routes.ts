/** Where the config is shown and changed. */
import { fromJson } from '../json-body.ts';
import * as described from '../openapi/config.ts';
import type { Route } from '../routes.ts';
import { CONFIG_BODY, saveConfig, tellConfig, validateConfig } from './answer.ts';
import { OLD_CONFIG_BODY, saveOldConfig, tellOldConfig } from './old-config.ts';
import { fromVersions, listVersions, NOTHING_BODY, restoreVersion, tellVersion } from './versions.ts';

const READ = ['GET', 'HEAD'];
const ADMIN = ['admin'] as const;
const VERSIONS = '/aperture/config/versions';

export const CONFIG_ROUTES: readonly Route[] = [
  {
    methods: READ,
    path: '/aperture/config',
    roles: ADMIN,
    answer: tellConfig,
    description: described.TELL_CONFIG,
  },
  {
    methods: ['PUT'],
    path: '/aperture/config',
    roles: ADMIN,
    answer: fromJson(CONFIG_BODY, saveConfig),
    description: described.SAVE_CONFIG,
  },
  {
    methods: ['POST'],
    path: '/aperture/config:validate',
    roles: ADMIN,
    answer: fromJson(CONFIG_BODY, validateConfig),
    description: described.VALIDATE_CONFIG,
  },
  {
    methods: READ,
    path: VERSIONS,
    roles: ADMIN,
    answer: fromVersions(listVersions),
    description: described.LIST_VERSIONS,
  },
  {
    methods: READ,
    path: `${VERSIONS}/{id}`,
    roles: ADMIN,
    answer: fromVersions(tellVersion),
    description: described.TELL_VERSION,
  },
  {
    methods: ['POST'],
    path: `${VERSIONS}/{id}:restore`,
    roles: ADMIN,
    answer: fromVersions(fromJson(NOTHING_BODY, restoreVersion, 1_024)),
    description: described.RESTORE_VERSION,
  },
  {
    methods: READ,
    path: '/api/config',
    roles: ADMIN,
    answer: tellOldConfig,
    description: described.TELL_OLD_CONFIG,
  },
  {
    methods: ['PUT'],
    path: '/api/config',
    roles: ADMIN,
    answer: fromJson(OLD_CONFIG_BODY, saveOldConfig),
    description: described.SAVE_OLD_CONFIG,
  },
];
