/** The metadata document that a tenant's admin gives to the identity provider. */
import { certificateBody } from './certificates.ts';
import { namespaces } from './dom.ts';

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

/**
 * Written here and not by the library, which would offer encryption in CBC mode, and that is refused.
 */
export function serviceProviderMetadata(provider: {
  entityId: string;
  assertionConsumerServiceUrl: string;
  /** Where the identity provider sends the browser after a sign-out; null when there is no such place. */
  singleLogoutUrl: string | null;
  certificate: string;
}): string {
  const logout =
    provider.singleLogoutUrl === null
      ? ''
      : `\n    <SingleLogoutService Binding="${redirect}" Location="${escapeXml(provider.singleLogoutUrl)}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="${namespaces.metadata}" xmlns:ds="${namespaces.signature}" entityID="${escapeXml(provider.entityId)}">
  <SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="${namespaces.protocol}">
    ${keyDescriptor('signing', provider.certificate, '')}
    ${keyDescriptor(
      'encryption',
      provider.certificate,
      `
      <EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
      <EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/>
      <EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>`,
    )}${logout}
    <AssertionConsumerService index="0" isDefault="true" Binding="${post}" Location="${escapeXml(provider.assertionConsumerServiceUrl)}"/>
  </SPSSODescriptor>
</EntityDescriptor>
`;
}

function keyDescriptor(use: 'signing' | 'encryption', certificate: string, methods: string): string {
  const body = certificateBody(certificate);
  return `<KeyDescriptor use="${use}">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${methods}
    </KeyDescriptor>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
