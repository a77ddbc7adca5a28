/** Where the tests' two stacks are: `npm test` starts them and tells. */
import { testSetting } from '../../../backend/test/support/environment.ts';

export type Site = {
  /** An organization's workspace, or another host under the base domain: `of('acme')`. */
  readonly of: (label: string) => string;
  readonly identityProvider: string;
  /** The mailbox as this program reaches it, which knows none of the browser's hosts. */
  readonly mailbox: string;
};

/** Plain HTTP on `*.localhost`, as `npm start` brings it. */
export function plainSite(): Site {
  const of = hostsUnder(testSetting('TEST_PLAIN_URL'));
  return { of, identityProvider: of('idp'), mailbox: testSetting('TEST_PLAIN_MAILBOX_URL') };
}

/** HTTPS, the organizations siblings on one domain and the identity provider on another site, as in production. */
export function secureSite(): Site {
  return {
    of: hostsUnder(testSetting('TEST_SECURE_URL')),
    identityProvider: testSetting('TEST_SECURE_IDENTITY_PROVIDER_URL'),
    mailbox: testSetting('TEST_SECURE_MAILBOX_URL'),
  };
}

function hostsUnder(publicUrl: string): (label: string) => string {
  const { protocol, host } = new URL(publicUrl);
  return (label) => `${protocol}//${label}.${host}`;
}
