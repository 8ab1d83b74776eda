/** The `aperture` command: picks the command and turns failures into messages and exit codes. */
import { ConfigError } from '@aperturejs/core';
import manifest from '../../package.json' with { type: 'json' };
import { check } from './check.ts';
import { explain } from './explain.ts';
import { EXIT, UsageError, type Io } from './io.ts';
import { key } from './key.ts';
import { serve } from './serve.ts';

const USAGE = `Usage: aperture <command> [options]

  serve   [--config FILE] [--host HOST] [--port PORT] [--data DIR] [--log-level LEVEL]
          Serves the config until it is told to stop. Without --config: ./aperture.hujson, written first if it is
          not there. SIGHUP reads the config again, SIGTERM lets requests under way finish, a second one does not.
  check   FILE [--strict]
          Prints what is wrong with a config as FILE:LINE:COL: level: message. --strict: warnings are errors.
  explain --config FILE --as LOGIN --path PATH [--model MODEL] [--method METHOD] [--tag TAG]... [--group GROUP]...
          [--header 'NAME: VALUE']... [--websocket] [--json]
          Tells what would happen to a request, and which grant, provider and credential decide.
  key     --login LOGIN [--name NAME] [--tag TAG]... [--group GROUP]...
          Makes a gateway key, and the config entry that lets its bearer in.

  --help, --version

Exit codes: 0 done, 1 a problem, 2 a wrong command line.
`;

type Command = (args: readonly string[], io: Io) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { serve, check, explain, key };

/**
 * Runs the command line.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (argv.includes('--help') || name === 'help') {
    io.out(USAGE);
    return EXIT.ok;
  }
  if (name === '--version') {
    io.out(`${manifest.version}\n`);
    return EXIT.ok;
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.err(name === undefined ? USAGE : `aperture: there is no command "${name}"; see aperture --help\n`);
    return EXIT.usage;
  }
  try {
    return await command(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`aperture ${name}: ${error.message}; see aperture --help\n`);
      return EXIT.usage;
    }
    // A ConfigError is a list of places already, in the form that editors and terminals link.
    const message = error instanceof Error ? error.message : String(error);
    io.err(error instanceof ConfigError ? `${message}\n` : `aperture: ${message}\n`);
    return EXIT.problem;
  }
}
