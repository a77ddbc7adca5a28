/** The demo identity provider of the stack: SAML 2.0, one provider an organization, no passwords. */
import { join } from 'node:path';
import { createIdentityProviderSite, type SiteOptions } from './identityProvider/site.ts';
import { type InnerServer, listen, type Place } from './servers.ts';

export type { DemoOrganization } from './identityProvider/site.ts';

export type IdentityProviderOptions = Omit<SiteOptions, 'keyFolder'> & {
  readonly dataDirectory: string;
  /** Where to listen; a free loopback port unless told. */
  readonly place?: Place;
};

export function startIdentityProvider({
  dataDirectory,
  place,
  ...options
}: IdentityProviderOptions): Promise<InnerServer> {
  return listen(createIdentityProviderSite({ ...options, keyFolder: join(dataDirectory, 'identity-provider') }), place);
}
