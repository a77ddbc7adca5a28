/**
 * The whole platform for tests in a browser, twice and with the demo's people in it: over HTTP on *.localhost, as
 * `npm start` brings it, and over HTTPS on *.frontdesk.test with the identity provider on another site, as in production.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { demoOrganizations } from '../development/demo/people.ts';
import { openOrderlyStop } from '../development/orderlyStop.ts';
import { freePort } from '../development/ports.ts';
import { seedStack } from '../development/seedStack.ts';
import { type Stack, type StackOptions, startStack } from '../development/stack.ts';
import { makeBrowserHome, makeCertificate } from './certificates.ts';
import { forgetful, takeDirectory } from './services.ts';

export type BrowserStacks = {
  readonly directory: string;
  /**
   * What the tests in a browser need to know:
   * TEST_PLAIN_URL and TEST_SECURE_URL, scheme, base domain and port of each stack;
   * TEST_PLAIN_MAILBOX_URL and TEST_SECURE_MAILBOX_URL, their mailboxes, for the test itself rather than its browser;
   * TEST_SECURE_IDENTITY_PROVIDER_URL; and TEST_BROWSER_HOME, the HOME of a Chromium that trusts the certificate.
   */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Many people at one address: the tests' requests all come from this machine. Limits have tests of their own. */
const generousLimits = {
  LIMIT_ANONYMOUS_RATE: '6000r/m',
  LIMIT_ANONYMOUS_BURST: '2000',
  LIMIT_SIGN_IN_RATE: '6000r/m',
  LIMIT_SIGN_IN_BURST: '2000',
};

/** Starts both stacks, one after the other. */
export async function startBrowserStacks(signal: AbortSignal): Promise<BrowserStacks> {
  const { directory, unlock } = takeDirectory('browser');
  const stop = openOrderlyStop();
  stop.add(unlock);
  const start = async (name: string, options: Pick<StackOptions, 'port'> & Partial<StackOptions>) => {
    const stack = await startStack({
      dataDirectory: join(directory, name),
      fresh: true,
      organizations: demoOrganizations,
      seed: seedStack,
      postgresSettings: forgetful,
      limits: generousLimits,
      signal,
      ...options,
    });
    stop.add(stack.stop);
    return stack;
  };
  try {
    const home = join(directory, 'home');
    rmSync(home, { recursive: true, force: true });
    const tls = await makeCertificate(join(directory, 'certificates'), ['*.frontdesk.test', 'idp.example.test']);
    await makeBrowserHome(home, tls.authority);
    const plain = await start('plain', { port: await freePort() });
    const port = await freePort();
    const identityProviderUrl = `https://idp.example.test:${port}`;
    const secure = await start('secure', {
      port,
      publicUrl: `https://frontdesk.test:${port}`,
      identityProviderUrl,
      tls,
    });
    const mailbox = ({ services }: Stack) => `http://127.0.0.1:${services.mailbox.port}`;
    const environment = {
      TEST_PLAIN_URL: plain.addresses.publicUrl,
      TEST_PLAIN_MAILBOX_URL: mailbox(plain),
      TEST_SECURE_URL: secure.addresses.publicUrl,
      TEST_SECURE_MAILBOX_URL: mailbox(secure),
      TEST_SECURE_IDENTITY_PROVIDER_URL: identityProviderUrl,
      TEST_BROWSER_HOME: home,
    };
    return { directory, environment, stop: stop.run };
  } catch (error) {
    await stop.run();
    throw error;
  }
}
