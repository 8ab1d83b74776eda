/** The entry point of the `aperture` command; `bin/aperture.js` runs it. */
import process from 'node:process';
import { run } from './run.ts';

async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    onSignal: (signal, listener) => process.on(signal, listener),
    exit: (code) => process.exit(code),
  });
}

// Not awaited at the top level: that would keep this file from being loaded with require().
void main();
