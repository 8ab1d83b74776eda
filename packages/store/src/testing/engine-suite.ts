/** The tests of the engine, run on each kind of database. */
import { describe } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { describeAudit } from './audit-suite.ts';
import { describeConfigs } from './configs-suite.ts';
import { describeExports } from './exports-suite.ts';
import { describeHeaders } from './headers-suite.ts';
import { describeRecords } from './records-suite.ts';
import { describeRetention } from './retention-suite.ts';
import { describeSums } from './sums-suite.ts';

const SUITES = {
  records: describeRecords,
  sums: describeSums,
  headers: describeHeaders,
  exports: describeExports,
  retention: describeRetention,
  audit: describeAudit,
  configs: describeConfigs,
};

/**
 * What every database must do.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeEngine(newDatabase: () => Promise<DatabaseAddress>): void {
  // Each in a block of its own: the database that it opens before each test is opened for its own tests only.
  describe.each(Object.entries(SUITES))('%s', (_name, describeSuite) => {
    describeSuite(newDatabase);
  });
}
