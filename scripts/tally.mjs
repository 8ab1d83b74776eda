/**
 * Sums up a CI run: `node scripts/tally.mjs reports stage=0 stage=1 …` prints `N passed, N failed` as its last line, and
 * fails if anything failed or nothing ran. Each `*.json` in the folder is a report of vitest; each `name=status` is a
 * stage that counts as one. Each `NAME.skipped` holds why a stage could not run here, which is said and counts as nothing.
 * What failed is named once more before the sums, with its message: the runs above are thousands of lines long, and often
 * only the end of a log is kept.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The tests of a report. A file that failed without a failed test, such as one with a broken import, is one failure. */
function tally(report) {
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** What failed in a report: file, name and the first lines of each message. */
function* failures(report) {
  for (const file of report.testResults) {
    const name = relative(process.cwd(), file.name);
    const failed = file.assertionResults.filter((assertion) => assertion.status === 'failed');
    if (file.status === 'failed' && failed.length === 0) yield `${name}\n${excerpt(file.message)}`;
    for (const { fullName, failureMessages } of failed) {
      yield `${name} > ${fullName}\n${excerpt(failureMessages.join('\n'))}`;
    }
  }
}

/** The first lines of a message, each cut off where it is long, indented. */
const excerpt = (message = '') =>
  message
    .split('\n', 12)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');

const [folder, ...stages] = process.argv.slice(2);
let passed = 0;
let failed = 0;
const lines = [];
const told = [];

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const counts = tally(report);
  passed += counts.passed;
  failed += counts.failed;
  lines.push(`${file}: ${counts.passed} passed, ${counts.failed} failed`);
  told.push(...failures(report));
}
for (const stage of stages) {
  const [name, status] = stage.split('=');
  if (status === '0') passed += 1;
  else failed += 1;
  lines.push(`${name}: ${status === '0' ? 'passed' : 'failed'}`);
}
for (const file of readdirSync(folder).filter((name) => name.endsWith('.skipped'))) {
  lines.push(
    `skipped: ${file.slice(0, -'.skipped'.length)}: ${readFileSync(join(folder, file), 'utf8').trim()}`,
  );
}

if (told.length > 0) process.stdout.write(`\nwhat failed:\n${told.join('\n')}\n`);
process.stdout.write(`\n${lines.join('\n')}\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
