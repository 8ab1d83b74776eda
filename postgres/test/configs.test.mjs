/** What the config was, kept in Postgres. */
import { describeConfigs } from '../../packages/store/src/testing/configs-suite.ts';
import { newDatabase } from './database.mjs';

describeConfigs(async () => ({ kind: 'postgres', url: await newDatabase() }));
