/** What the service provider itself says: requests, and its own metadata; and what it reads of an identity provider. */
import { createVerify, X509Certificate } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { createAuthnRequest, createLogoutRequest } from '../../src/features/identity/saml/authnRequest.ts';
import { parseIdentityProviderMetadata } from '../../src/features/identity/saml/metadata.ts';
import { localPath } from '../../src/features/identity/saml/returnPath.ts';
import { scan } from '../../src/features/identity/saml/scan.ts';
import { serviceProviderMetadata } from '../../src/features/identity/saml/serviceProviderMetadata.ts';
import { newSigningKey } from './certificate.ts';
import { acme, identityProvider, nextIdentityProvider, persistent, serviceProvider } from './world.ts';

/** The message of a redirect whose signature holds over the query exactly as it is sent. */
function verifiedMessage(address: string): { xml: string; relayState: string | null; url: URL } {
  const url = new URL(address);
  const signed = /(?:^|&)(SAMLRequest=.*)&Signature=/.exec(url.search.slice(1))?.[1] ?? '';
  expect(url.searchParams.get('SigAlg')).to.equal('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  const signature = Buffer.from(url.searchParams.get('Signature') ?? '', 'base64');
  expect(createVerify('RSA-SHA256').update(signed).verify(serviceProvider.certificate, signature)).to.equal(true);
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  scan(xml);
  return { xml, relayState: url.searchParams.get('RelayState'), url };
}

describe('A request to the identity provider', () => {
  it('to sign in is signed, is answered to our address only, and names itself in RelayState', async () => {
    const signInUrl = 'https://idp.example/sso?idp=1';
    const { url, requestId } = await createAuthnRequest({ ...acme, keys: serviceProvider, signInUrl });
    const message = verifiedMessage(url);
    expect(requestId).to.match(/^_[0-9a-f]{40}$/);
    expect(message.relayState).to.equal(requestId);
    expect(message.url.searchParams.get('idp')).to.equal('1');
    expect(message.xml).to.include(`ID="${requestId}"`);
    expect(message.xml).to.include(`AssertionConsumerServiceURL="${acme.assertionConsumerServiceUrl}"`);
    expect(message.xml).to.include(`>${acme.serviceProviderEntityId}</saml:Issuer>`);
    expect(message.xml).to.not.include('RequestedAuthnContext');
  });

  it('never has the id of another one', async () => {
    const request = { ...acme, keys: serviceProvider, signInUrl: 'https://idp.example/sso' };
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await createAuthnRequest(request)).requestId),
    );
    expect(new Set(ids).size).to.equal(20);
  });

  it('to sign out is signed and names the session', async () => {
    const signOutUrl = 'https://idp.example/slo';
    const subject = { nameId: 'a<d&a', nameIdFormat: persistent, sessionIndex: '_session' };
    const message = verifiedMessage(
      await createLogoutRequest({ ...acme, keys: serviceProvider, signOutUrl, ...subject }),
    );
    expect(message.url.origin + message.url.pathname).to.equal(signOutUrl);
    expect(message.xml).to.include('>a&lt;d&amp;a</saml:NameID>');
    expect(message.xml).to.include('>_session</');
  });
});

describe('The service provider’s metadata', () => {
  const xml = serviceProviderMetadata({
    entityId: 'https://acme.example/a?b&c"<',
    assertionConsumerServiceUrl: acme.assertionConsumerServiceUrl,
    singleLogoutUrl: 'https://acme.example/sign-in',
    certificate: serviceProvider.certificate,
  });

  it('is well-formed and offers only what is accepted', () => {
    const names = scan(xml).elements.map(({ localName }) => localName);
    expect(names.filter((name) => name === 'KeyDescriptor').length).to.equal(2);
    expect(names).to.include.members(['SingleLogoutService', 'AssertionConsumerService']);
    expect(xml).to.not.match(/cbc|sha1/);
    expect(xml).to.include(new X509Certificate(serviceProvider.certificate).raw.toString('base64'));
  });
});

describe('The identity provider’s metadata', () => {
  const body = (pem: string) => pem.replace(/-----.*-----/g, '');
  const keyOf = (pem: string, use = ' use="signing"') =>
    `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${body(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  const service = (name: string, location: string, binding = 'HTTP-Redirect') =>
    `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`;
  const document = (content: string, root = 'EntityDescriptor') =>
    `<md:${root} xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${content}</md:IDPSSODescriptor></md:${root}>`;
  const signIn = service('SingleSignOnService', 'https://idp.example/sso');
  const good = keyOf(identityProvider.certificate) + signIn;
  const read = (xml: string, allowHttp = false) => parseIdentityProviderMetadata(xml, { allowHttp });

  it('gives entity id, addresses and all certificates', () => {
    const keys =
      keyOf(identityProvider.certificate) +
      keyOf(nextIdentityProvider.certificate, '') +
      keyOf(identityProvider.certificate);
    const logout = service('SingleLogoutService', 'https://idp.example/slo');
    const post = service('SingleSignOnService', 'https://idp.example/post', 'HTTP-POST');
    const metadata = read(
      `\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n${document(keys + logout + post + signIn)}`.replace(
        '<?xml version="1.0"?>\n',
        '',
      ),
    );
    expect(metadata).to.include({
      entityId: 'https://idp.example/metadata',
      signInUrl: 'https://idp.example/sso',
      signOutUrl: 'https://idp.example/slo',
    });
    expect(metadata.certificates.map(({ subject }) => subject)).to.deep.equal([
      'CN=identity provider',
      'CN=next identity provider',
    ]);
    expect(metadata.certificates[0].pem).to.match(
      /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]*\n-----END CERTIFICATE-----$/,
    );
  });

  it('leaves encryption keys alone and may lack a sign-out address', () => {
    const metadata = read(document(good + keyOf(nextIdentityProvider.certificate, ' use="encryption"')));
    expect(metadata.certificates.length).to.equal(1);
    expect(metadata.signOutUrl).to.equal(null);
  });

  it('may have http addresses outside production only', () => {
    const xml = document(
      keyOf(identityProvider.certificate) + service('SingleSignOnService', 'http://idp.localhost:8080/sso'),
    );
    expect(read(xml, true).signInUrl).to.equal('http://idp.localhost:8080/sso');
    expect(() => read(xml)).to.throw('https://');
  });

  const weak = newSigningKey('weak', 1024);
  const refusals: [string, string, RegExp][] = [
    ['nothing', '', /no proper metadata/],
    ['a page of HTML', '<!DOCTYPE html><html></html>', /no proper metadata/],
    ['an entity', document(good).replace('idp.example/metadata', '&x;'), /no proper metadata/],
    ['a comment that does not end', `${document(good)}<!--`, /no proper metadata/],
    ['a construct put together by removing a comment', `<!<!-- -->DOCTYPE x>${document(good)}`, /no proper metadata/],
    ['several entities', document(good, 'EntitiesDescriptor'), /one identity provider/],
    ['another namespace', document(good).replace('SAML:2.0:metadata', 'SAML:1.0:metadata'), /one identity provider/],
    ['no entity id', document(good).replace(/ entityID="[^"]*"/, ''), /entityID/],
    ['no identity provider', document(good).replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), /IDPSSODescriptor/],
    ['another protocol', document(good).replace('SAML:2.0:protocol', 'SAML:1.1:protocol'), /IDPSSODescriptor/],
    ['no sign-in address', document(keyOf(identityProvider.certificate)), /HTTP-Redirect/],
    [
      'sign-in by post only',
      document(
        keyOf(identityProvider.certificate) + service('SingleSignOnService', 'https://idp.example', 'HTTP-POST'),
      ),
      /HTTP-Redirect/,
    ],
    [
      'a script as its address',
      document(keyOf(identityProvider.certificate) + service('SingleSignOnService', 'javascript:alert(1)')),
      /https:/,
    ],
    [
      'a password in its address',
      document(keyOf(identityProvider.certificate) + service('SingleSignOnService', 'https://a:b@idp.example')),
      /https:/,
    ],
    [
      'a script as its sign-out address',
      document(good + service('SingleLogoutService', 'javascript:alert(1)')),
      /https:/,
    ],
    ['no certificate', document(signIn), /no signing certificate/],
    ['a broken certificate', document(good.replace(/(?<=X509Certificate>)\s*.{60}/, '')), /cannot be read/],
    ['a weak key', document(keyOf(weak.certificate) + signIn), /2048/],
    ['too many certificates', document(keyOf(identityProvider.certificate).repeat(11) + signIn), /more than 10/],
    ['too much', document(good + ' '.repeat(200_000)), /too large/],
    ['too many elements', document(good + '<a/>'.repeat(5000)), /too many/],
    ['comments without end', '<!--'.repeat(40_000), /no proper metadata/],
  ];
  for (const [name, xml, message] of refusals)
    it(`is refused with ${name}`, () => expect(() => read(xml)).to.throw(message));
});

describe('The path after signing in', () => {
  for (const path of ['/', '/tickets/7?tab=1#note', '/a//b', '/search?q=https://x'])
    it(`may be ${path}`, () => expect(localPath(path)).to.equal(path));
  for (const path of [
    '',
    'tickets',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/a\\b',
    `/${'a'.repeat(1001)}`,
    null,
    undefined,
    7,
    ['/a'],
    { toString: () => '/a' },
  ])
    it(`never is ${JSON.stringify(path)}`, () => expect(localPath(path)).to.equal('/'));
});
