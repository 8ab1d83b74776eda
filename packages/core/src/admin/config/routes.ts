/** Where the config is shown and changed. */
import { fromJson } from '../json-body.ts';
import * as described from '../openapi/config.ts';
import { ADMINS, read, take, type Route } from '../route.ts';
import { CONFIG_BODY, saveConfig, tellConfig, validateConfig } from './answer.ts';
import { OLD_CONFIG_BODY, saveOldConfig, tellOldConfig } from './old-config.ts';
import { fromVersions, listVersions, NOTHING_BODY, restoreVersion, tellVersion } from './versions.ts';

const VERSIONS = '/aperture/config/versions';

export const CONFIG_ROUTES: readonly Route[] = [
  read('/aperture/config', ADMINS, tellConfig, described.TELL_CONFIG),
  take('PUT', '/aperture/config', ADMINS, fromJson(CONFIG_BODY, saveConfig), described.SAVE_CONFIG),
  take(
    'POST',
    '/aperture/config:validate',
    ADMINS,
    fromJson(CONFIG_BODY, validateConfig),
    described.VALIDATE_CONFIG,
  ),
  read(VERSIONS, ADMINS, fromVersions(listVersions), described.LIST_VERSIONS),
  read(`${VERSIONS}/{id}`, ADMINS, fromVersions(tellVersion), described.TELL_VERSION),
  take(
    'POST',
    `${VERSIONS}/{id}:restore`,
    ADMINS,
    fromVersions(fromJson(NOTHING_BODY, restoreVersion, 1_024)),
    described.RESTORE_VERSION,
  ),
  read('/api/config', ADMINS, tellOldConfig, described.TELL_OLD_CONFIG),
  take('PUT', '/api/config', ADMINS, fromJson(OLD_CONFIG_BODY, saveOldConfig), described.SAVE_OLD_CONFIG),
];
