/** Stages of single sign-on that a later one would cover, each by itself. */
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { newId, tenantId } from '../../src/core/identifiers.ts';
import { decodeResponse, maximumBase64Length } from '../../src/features/identity/saml/decode.ts';
import { rootOf } from '../../src/features/identity/saml/dom.ts';
import { SamlRefusal } from '../../src/features/identity/saml/refusal.ts';
import { newBrowserNonce, rememberRequest, requestMustBeUnderWay } from '../../src/features/identity/saml/replay.ts';
import { scan } from '../../src/features/identity/saml/scan.ts';
import { signedCopy } from '../../src/features/identity/saml/signatures.ts';
import { checkResponseStructure } from '../../src/features/identity/saml/structure.ts';
import { newSigningKey } from '../saml/certificate.ts';
import { testSetting } from '../support/environment.ts';

async function reasonOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    return error instanceof SamlRefusal ? error.reason : String(error);
  }
}

describe('A stage of single sign-on refuses by itself', () => {
  let redis: Redis;
  before(() => {
    redis = new Redis(testSetting('REDIS_URL'));
  });
  after(() => redis.disconnect());

  it('the decoding: what is too large, no base64, or no UTF-8', async () => {
    const base64 = (bytes: Buffer) => bytes.toString('base64');
    expect(await reasonOf(() => decodeResponse(base64(Buffer.from('<a/>'))))).to.equal('accepted');
    expect(await reasonOf(() => decodeResponse('A'.repeat(maximumBase64Length + 4)))).to.equal('too-large');
    for (const field of ['', '!!!!', 'PGEvPg', 'PGEvPg==x', 'PGEv Pg==', 'PGEvPg-_']) {
      expect(await reasonOf(() => decodeResponse(field)), field).to.equal('encoding');
    }
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
      expect(await reasonOf(() => decodeResponse(base64(Buffer.from(bytes)))), String(bytes)).to.equal('encoding');
    }
  });

  describe('the shape, whatever the signatures are worth:', () => {
    const transform = (name: string) => `<ds:Transform Algorithm="urn:x#${name}"/>`;
    const transforms = transform('enveloped-signature') + transform('canonicalization');
    const signature = `<ds:Signature><ds:SignedInfo><ds:CanonicalizationMethod/><ds:SignatureMethod/><ds:Reference URI="#_a"><ds:Transforms>${transforms}</ds:Transforms><ds:DigestMethod/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>`;
    const assertion = `<Assertion ID="_a">${signature}<Subject></Subject></Assertion>`;
    const response = `<Response ID="_r">${assertion}</Response>`;
    const shapes: Readonly<Record<string, readonly [reason: string, xml: string]>> = {
      'the right one': ['accepted', response],
      'no response': ['structure', response.replaceAll('Response', 'LogoutResponse')],
      'a response in a response': ['structure', response.replace('<Subject>', '<Response/><Subject>')],
      'two assertions': ['structure', response.replace('</Response>', '<Assertion ID="_b"/></Response>')],
      'an assertion further down': [
        'structure',
        response.replace('<Assertion', '<Extensions><Assertion').replace('</Assertion>', '</Assertion></Extensions>'),
      ],
      'one ID for two elements': ['id', response.replace('<Subject>', '<Subject Id="_a">')],
      'a signature where none belongs': [
        'signature-shape',
        response.replace('<Subject>', `<Subject ID="_s">${signature.replace('#_a', '#_s')}`),
      ],
      'two signatures on one element': ['signature-shape', response.replace(signature, signature + signature)],
      'a signature of another element': ['signature-shape', response.replace('URI="#_a"', 'URI="#_r"')],
      'a signature of everything': ['signature-shape', response.replace('URI="#_a"', 'URI=""')],
      'one transform': ['signature-shape', response.replace(transforms, transform('enveloped-signature'))],
      'three transforms': ['signature-shape', response.replace(transforms, transforms + transform('canonicalization'))],
      'two other transforms': ['signature-shape', response.replace('enveloped-signature', 'xpath')],
      'an object in a signature': ['structure', response.replace('<Subject>', '<Object/><Subject>')],
      'an encrypted NameID': ['structure', response.replace('<Subject>', '<Subject><EncryptedID/>')],
    };
    for (const [name, [reason, xml]] of Object.entries(shapes)) {
      it(name, async () => expect(await reasonOf(() => checkResponseStructure(scan(xml)))).to.equal(reason));
    }
  });

  it('the scan: whatever parsers disagree about, and says so', async () => {
    expect(await reasonOf(() => scan('<a>text</a>'))).to.equal('accepted');
    for (const construct of ['<?x y?>', '<!--x-->', '<![CDATA[x]]>', '<!DOCTYPE a>', '&x;']) {
      expect(await reasonOf(() => scan(`<a>${construct}</a>`)), construct).to.equal('forbidden-construct');
    }
  });

  it('the signature: one of another namespace, and one that no trusted key has made', async () => {
    const { certificate } = newSigningKey('trusted');
    const verify = (xml: string) => reasonOf(() => signedCopy(xml, rootOf(xml), [certificate]));
    const signed = (namespace: string) => `<Response ID="_r"><x:Signature xmlns:x="${namespace}"/></Response>`;
    expect(await verify('<Response ID="_r"/>')).to.equal('accepted');
    expect(await verify(signed('urn:foreign'))).to.equal('signature-shape');
    expect(await verify(signed('http://www.w3.org/2000/09/xmldsig#'))).to.equal('signature-invalid');
  });

  it('the first look: an answer that nobody asked for, or that another browser or tenant asked for', async () => {
    const request = { tenantId: tenantId(newId()), requestId: `_${newId()}`, browserNonce: newBrowserNonce() };
    await rememberRequest(redis, { ...request, returnPath: '/' });
    const look = (changes: Partial<typeof request>) =>
      reasonOf(() => requestMustBeUnderWay(redis, { ...request, ...changes }));
    expect(await look({})).to.equal('accepted');
    expect(await look({ requestId: `_${newId()}` })).to.equal('request-unknown');
    expect(await look({ tenantId: tenantId(newId()) })).to.equal('request-unknown');
    expect(await look({ browserNonce: newBrowserNonce() })).to.equal('other-browser');
    expect(await look({ browserNonce: '' })).to.equal('other-browser');
  });
});
