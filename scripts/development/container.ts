/**
 * What stands beside the product in development's containers (docker-compose.override.yml):
 *   container.ts mailbox        takes mail by SMTP and shows it on a page
 *   container.ts companions     the mailbox, the demo identity provider, and the demo organizations
 * Everything that is kept lies below DATA_DIRECTORY.
 */
import { readFileSync } from 'node:fs';
import { addressesOf } from './addresses.ts';
import { demoOrganizations } from './demo/people.ts';
import { startIdentityProvider } from './identityProvider.ts';
import { startMailbox } from './mailbox.ts';
import { seedStack } from './seedStack.ts';
import type { Place } from './servers.ts';

const everywhere = (port: number): Place => ({ port, address: '0.0.0.0' });

/** A setting, from the variable or from the file that its name with _FILE names. */
function setting(name: string): string {
  const file = process.env[`${name}_FILE`];
  const value = file ? readFileSync(file, 'utf8').trim() : process.env[name];
  if (!value) throw new Error(`${name} is missing.`);
  return value;
}

async function startMailPages(): Promise<void> {
  await startMailbox(setting('DATA_DIRECTORY'), { smtp: everywhere(1025), pages: everywhere(8025) });
}

async function startCompanions(): Promise<void> {
  const dataDirectory = setting('DATA_DIRECTORY');
  const { publicUrl, identityProvider, workspace, console: operators } = addressesOf(setting('PUBLIC_URL'));
  await startIdentityProvider({
    url: identityProvider,
    publicUrl,
    serviceProviderCertificate: setting('SAML_CERTIFICATE'),
    organizations: demoOrganizations,
    dataDirectory,
    place: everywhere(8026),
  });
  const identityProviderMetadata = async (slug: string) =>
    (await fetch(`http://127.0.0.1:8026/${slug}/metadata`)).text();
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const signIns = await seedStack({ environment, identityProviderMetadata });
  for (const { label, email, password } of signIns) {
    process.stdout.write(`${label === 'admin' ? operators : workspace(label)}  ${email} · ${password}\n`);
  }
  // Last, since its port is what the health check asks.
  await startMailPages();
}

const starts: Readonly<Record<string, () => Promise<void>>> = {
  mailbox: startMailPages,
  companions: startCompanions,
};

const start = starts[process.argv[2] ?? ''];
if (!start) throw new Error(`Say what to start: ${Object.keys(starts).join(' | ')}.`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
await start();
