/** The config, described. */
import { VERSION_QUERY, VERSIONS_QUERY } from '../config/versions.ts';
import { jsonOf, type Description } from './description.ts';
import {
  BOOLEAN,
  COUNT,
  list,
  MAYBE_STRING,
  nullable,
  object,
  oneOf,
  ref,
  saying,
  STRING,
  TIME,
  type JsonSchema,
} from './schema.ts';

const TEXT = saying('HuJSON; references stand in place of keys: `keyid:p:openai:1f2e3d4c`.', STRING);
const ETAG = { ETag: 'Names the config; `If-Match` of a save.' };
const IF_MATCH = { 'If-Match': 'The `ETag` of the config that was edited. Required.' };

const VERSION = {
  id: STRING,
  time: TIME,
  by: saying(
    'Who saved it; null for what was found in its place.',
    nullable(object({ login: STRING, node: MAYBE_STRING })),
  ),
  restored: saying('The version that it was taken back to.', MAYBE_STRING),
  etag: saying('Without quotes.', STRING),
  current: BOOLEAN,
  changes: list(ref('ConfigChange')),
};

/** Schemas that have a name. */
export const CONFIG_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ConfigChange: object({ path: STRING, kind: oneOf('added', 'removed', 'changed'), text: STRING }),
  ConfigVersion: object(VERSION),
  ConfigProblem: object({
    level: oneOf('error', 'warning'),
    line: nullable(COUNT),
    column: nullable(COUNT),
    path: saying('As people write it: `grants[0].src`; empty for the whole.', STRING),
    message: STRING,
  }),
};

const BODY = object({ config: TEXT });
const SAVED = jsonOf(
  'It is in force.',
  object({ config: TEXT, warnings: list(STRING), changes: list(ref('ConfigChange')) }),
  ETAG,
);

export const TELL_CONFIG: Description = {
  name: 'getConfig',
  summary: 'The config, with references in place of its keys',
  headers: { 'If-None-Match': 'An `ETag`: 304 if the config is still that.' },
  answers: {
    200: jsonOf(
      'As it stands in its source.',
      object({
        config: TEXT,
        source: saying('The path of its file, or `config`.', STRING),
        writable: BOOLEAN,
        reason: saying('Why it cannot be changed.', MAYBE_STRING),
        error: saying('Why what stands in the source is not in force.', MAYBE_STRING),
      }),
      ETAG,
    ),
    304: { description: 'It is the same still.', headers: ETAG },
  },
  problems: [503],
};

export const SAVE_CONFIG: Description = {
  name: 'putConfig',
  summary: 'Saves the config and puts it into force',
  details:
    'Warnings count as errors. References put back the keys that are stored in the same place. A config that would take ' +
    'the admin role from its saver is refused.',
  headers: IF_MATCH,
  body: BODY,
  answers: { 200: SAVED },
  problems: [409, 412, 428, 503],
};

export const VALIDATE_CONFIG: Description = {
  name: 'validateConfig',
  summary: 'Says what is wrong with a config, and saves nothing',
  body: BODY,
  answers: {
    200: jsonOf(
      'What is wrong, if anything is.',
      object({
        valid: BOOLEAN,
        errors: nullable(list(STRING)),
        problems: list(ref('ConfigProblem')),
      }),
    ),
  },
  problems: [503],
};

export const LIST_VERSIONS: Description = {
  name: 'listConfigVersions',
  summary: 'What the config was, newest first',
  query: VERSIONS_QUERY,
  answers: {
    200: jsonOf('A page.', object({ versions: list(ref('ConfigVersion')), next: MAYBE_STRING })),
  },
  problems: [404, 503],
};

export const TELL_VERSION: Description = {
  name: 'getConfigVersion',
  summary: 'What the config was at one time, and how it differs from another',
  places: { id: 'The id of the version.' },
  query: VERSION_QUERY,
  answers: {
    200: jsonOf(
      'The version.',
      object({
        ...VERSION,
        config: TEXT,
        diff: saying('Unified; null for the first of all.', MAYBE_STRING),
      }),
    ),
  },
  problems: [404, 503],
};

export const RESTORE_VERSION: Description = {
  name: 'restoreConfigVersion',
  summary: 'Saves what the config was, with the keys that are stored now',
  places: { id: 'The id of the version.' },
  headers: IF_MATCH,
  body: object({}),
  answers: { 200: SAVED },
  problems: [404, 409, 412, 428, 503],
};

export const TELL_OLD_CONFIG: Description = {
  name: 'getOldConfig',
  summary: 'The config, in the shape of the first API',
  answers: { 200: jsonOf('The config.', object({ config: TEXT, exists: BOOLEAN, hash: STRING })) },
  problems: [503],
};

export const SAVE_OLD_CONFIG: Description = {
  name: 'putOldConfig',
  summary: 'Saves the config, in the shape of the first API',
  body: object({ config: TEXT, hash: saying('Of the config that was edited.', STRING) }),
  answers: { 200: jsonOf('It is in force.', object({ success: BOOLEAN, hash: STRING })) },
  problems: [409, 412, 503],
};
