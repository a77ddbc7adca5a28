/** The real services that tests use: started once, in a folder of their own, and stopped at the end. */
import { resolve } from 'node:path';
import { migrate } from '../../backend/src/processes/migrate.ts';
import { endLeftovers } from '../development/childProcesses.ts';
import { emptyDataDirectory, loadSecrets, lockDataDirectory } from '../development/dataDirectory.ts';
import { openChildren, openOrderlyStop } from '../development/orderlyStop.ts';
import { type Services, startServices } from '../development/services.ts';

export type TestServices = {
  /** Holds what they keep, and the results of this run. */
  readonly directory: string;
  /** The backend's settings, and what only tests need, under names that begin with TEST_. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** PostgreSQL that need not wait for the disk: it is thrown away. */
export const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts PostgreSQL with a migrated database, Redis, an object store and a mailbox, all of them empty. */
export async function startTestServices(): Promise<TestServices> {
  const { directory, unlock } = takeDirectory('services');
  const stop = openOrderlyStop();
  stop.add(unlock);
  try {
    await endLeftovers(directory);
    emptyDataDirectory(directory);
    const services = await startServices({
      dataDirectory: directory,
      secrets: loadSecrets(directory),
      postgresSettings: forgetful,
      step: (_title, work) => work(),
      stop,
      children: openChildren(),
    });
    await migrate(services.database.ownerUrl, 'up', () => {});
    return { directory, environment: environmentOf(services), stop: stop.run };
  } catch (error) {
    await stop.run();
    throw error;
  }
}

/** A folder below .test that no other run uses: a second run at the same time takes the second one. */
export function takeDirectory(name: string): { directory: string; unlock: () => void } {
  for (let place = 1; ; place++) {
    const directory = resolve(`.test/${name}-${place}`);
    try {
      return { directory, unlock: lockDataDirectory(directory) };
    } catch (error) {
      if (place === 8) throw error;
    }
  }
}

function environmentOf({ environment, database, mailbox }: Services): Readonly<Record<string, string>> {
  return {
    ...environment,
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://localhost:8080',
    TEST_DATABASE_ADMINISTRATOR_URL: database.administratorUrl,
    TEST_DATABASE_BACKUP_URL: database.backupUrl,
    TEST_MAILBOX_URL: `http://127.0.0.1:${mailbox.port}`,
  };
}
