import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createAuthnRequest, createLogoutRequest } from '../../../backend/src/features/identity/saml/authnRequest.ts';
import { parseIdentityProviderMetadata } from '../../../backend/src/features/identity/saml/metadata.ts';
import { verifyResponse } from '../../../backend/src/features/identity/saml/verify.ts';
import { startIdentityProvider } from '../identityProvider.ts';
import { type KeyPair, keyPairIn } from '../keyPairs.ts';
import type { InnerServer } from '../servers.ts';

const origin = 'http://acme.localhost:8080';
const providerUrl = 'http://idp.localhost:8080';

describe('the demo identity provider', () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'identity-provider-'));
  let server: InnerServer;
  let workspaceKeys: KeyPair;

  before(async function () {
    this.timeout(10_000);
    workspaceKeys = await keyPairIn(join(dataDirectory, 'service-provider'), 'service-provider', 'Frontdesk');
    server = await startIdentityProvider({
      url: providerUrl,
      publicUrl: 'http://localhost:8080',
      serviceProviderCertificate: workspaceKeys.certificate,
      organizations: [
        {
          slug: 'acme',
          name: 'Acme',
          people: [{ email: 'ada@acme.example', givenName: 'Ada', familyName: 'O’Neil & Sons' }],
        },
      ],
      dataDirectory,
    });
  });

  after(async () => {
    await server.stop();
    rmSync(dataDirectory, { recursive: true });
  });

  /** The browser's way to the provider, past the edge. */
  const fetchFromProvider = (url: string, options: RequestInit = {}) =>
    fetch(url.replace(providerUrl, `http://127.0.0.1:${server.port}`), { redirect: 'manual', ...options });
  const parties = (of: string) => ({
    serviceProviderEntityId: `${of}/api/auth/saml/metadata`,
    assertionConsumerServiceUrl: `${of}/api/auth/saml/acs`,
    keys: workspaceKeys,
  });
  const metadata = async () =>
    parseIdentityProviderMetadata(await (await fetchFromProvider(`${providerUrl}/acme/metadata`)).text(), {
      allowHttp: true,
    });
  const signInAt = async (of: string) =>
    createAuthnRequest({ ...parties(of), signInUrl: (await metadata()).signInUrl });
  const fieldOf = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

  it('signs a picked person in, with a response that the workspace accepts', async () => {
    const { certificates, entityId } = await metadata();
    const { url, requestId } = await signInAt(origin);
    expect(await (await fetchFromProvider(url)).text()).to.include('Ada O’Neil &#38; Sons');
    const answer = await fetchFromProvider(url, {
      method: 'POST',
      body: new URLSearchParams({ email: 'ada@acme.example' }),
    });
    expect(answer.headers.get('content-security-policy')).to.include(`form-action ${origin}`);
    const page = await answer.text();
    expect(page).to.include(`action="${origin}/api/auth/saml/acs"`);
    expect(fieldOf(page, 'RelayState')).to.equal(requestId);
    const verified = await verifyResponse(fieldOf(page, 'SAMLResponse'), {
      ...parties(origin),
      identityProviderEntityId: entityId,
      requestId,
      certificates: [certificates[0].pem],
      decryptionKey: null,
      now: new Date(),
      clockSkewSeconds: 60,
    });
    expect(verified.person).to.deep.equal({
      email: 'ada@acme.example',
      givenName: 'Ada',
      familyName: 'O’Neil & Sons',
      displayName: 'Ada O’Neil & Sons',
    });
    expect(verified.nameIdFormat).to.match(/:persistent$/);
  });

  it('answers no request from elsewhere, and none whose signature does not hold', async () => {
    for (const elsewhere of [
      'http://evil.example',
      'http://acme.localhost:9999',
      'https://acme.localhost:8080',
      'http://a.acme.localhost:8080',
    ]) {
      expect((await fetchFromProvider((await signInAt(elsewhere)).url)).status, elsewhere).to.equal(400);
    }
    const { url } = await signInAt(origin);
    expect((await fetchFromProvider(url)).status).to.equal(200);
    expect((await fetchFromProvider(url.replace(/RelayState=_./, 'RelayState=_z'))).status).to.equal(400);
    expect((await fetchFromProvider(url.replace(/&Signature=.*/, ''))).status).to.equal(400);
  });

  it('gives each organization a key of its own, and keeps it', async () => {
    const document = async (slug: string) => (await fetchFromProvider(`${providerUrl}/${slug}/metadata`)).text();
    const certificateOf = (xml: string) => /<X509Certificate>(.*)<\/X509Certificate>/.exec(xml)?.[1];
    expect(certificateOf(await document('acme'))).to.not.equal(certificateOf(await document('globex')));
    expect(await document('acme')).to.equal(await document('acme'));
  });

  it('sends a person who signs out back to the workspace', async () => {
    const { signOutUrl } = await metadata();
    const subject = {
      nameId: 'x',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      sessionIndex: '_1',
    };
    const url = await createLogoutRequest({ ...parties(origin), ...subject, signOutUrl: signOutUrl ?? '' });
    const answer = await fetchFromProvider(url);
    expect(answer.status).to.equal(303);
    expect(answer.headers.get('location')).to.match(
      /^http:\/\/acme\.localhost:8080\/sign-in\?SAMLResponse=.*&Signature=/,
    );
  });
});
