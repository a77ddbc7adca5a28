/** Picks the process: web | worker | realtime | migrate | cli; `openapi` prints the API's description. */
import { ConfigurationError } from './core/config.ts';
import { runCommand } from './processes/cli.ts';
import { runMigrations } from './processes/migrate.ts';
import { openApiOf } from './processes/openapi.ts';
import { startRealtime } from './processes/realtime.ts';
import { routes } from './processes/routes.ts';
import { runProcess } from './processes/run.ts';
import { startWeb } from './processes/webProcess.ts';
import { startJobs } from './processes/worker.ts';

const [name, ...rest] = process.argv.slice(2);

const processes: Readonly<Record<string, () => Promise<void>>> = {
  web: () => runProcess('web', startWeb),
  worker: () => runProcess('worker', startJobs),
  realtime: () => runProcess('realtime', startRealtime),
  migrate: () => runMigrations(rest[0]),
  openapi: async () => {
    process.stdout.write(`${JSON.stringify(openApiOf(routes), null, 2)}\n`);
  },
  cli: async () => {
    process.exitCode = await runCommand(rest);
  },
};

const start = processes[name ?? ''];
if (!start) {
  process.stderr.write(`Say which process: ${Object.keys(processes).join(' | ')}.\n`);
  process.exit(2);
}
start().catch((error: unknown) => {
  // A wrong setting is told in a sentence; anything else with its stack, to whoever runs the program.
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
