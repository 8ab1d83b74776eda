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

/**
 * What every database must do.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeEngine(newDatabase: () => Promise<DatabaseAddress>): void {
  // In blocks of their own: what one of them opens before each test is opened for its own tests only.
  describe('records', () => describeRecords(newDatabase));
  describe('sums', () => describeSums(newDatabase));
  describe('headers', () => describeHeaders(newDatabase));
  describe('exports', () => describeExports(newDatabase));
  describe('retention', () => describeRetention(newDatabase));
  describe('audit', () => describeAudit(newDatabase));
  describe('configs', () => describeConfigs(newDatabase));
}
