/** Where browsers find what. */
export type StackAddresses = {
  readonly publicUrl: string;
  /** An organization's workspace. */
  readonly workspace: (slug: string) => string;
  readonly console: string;
  readonly mailbox: string;
  readonly identityProvider: string;
};

export function addressesOf(publicUrl: string, identityProviderUrl?: string): StackAddresses {
  const { protocol, host } = new URL(publicUrl);
  const at = (label: string) => `${protocol}//${label}.${host}`;
  return {
    publicUrl,
    workspace: at,
    console: at('admin'),
    mailbox: at('mail'),
    identityProvider: identityProviderUrl ?? at('idp'),
  };
}
