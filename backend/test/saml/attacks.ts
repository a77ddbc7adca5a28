/** The catalogue of what must be refused, apart from moved signatures (`wrapping.ts`). */
import type { RefusalReason } from '../../src/features/identity/saml/refusal.ts';
import type { ResponseExpectations } from '../../src/features/identity/saml/verify.ts';
import { type Algorithms, type Edit, replacing } from './documents.ts';
import type { Tenant } from './world.ts';

/** A document that is wrong by what it says, though the identity provider itself signed it. */
export type WrongContent = {
  name: string;
  /** The library refuses some of these first. */
  reasons: readonly RefusalReason[];
  edit: (mine: Tenant, sibling: Tenant) => Edit;
  /** Uses the sibling tenant's values, so it is tried from both sides. */
  sibling?: true;
};

const wrong = (name: string, reason: RefusalReason, pattern: string | RegExp, replacement: string): WrongContent => ({
  name,
  reasons: [reason, 'library'],
  edit: () => replacing(pattern, replacement),
});

/** Only our own check stands between this document and a session. */
const ours = (name: string, reason: RefusalReason, pattern: string | RegExp, replacement: string): WrongContent => ({
  ...wrong(name, reason, pattern, replacement),
  reasons: [reason],
});

const responseTag = /(?<=<samlp:Response\b[^>]*)/;
const assertionTag = /(?<=<saml:Assertion\b[^>]*)/;
const within = (tag: RegExp, attribute: string) => new RegExp(`${tag.source} ${attribute}="[^"]*"`);
const issuer = '<saml:Issuer>https://idp.example/metadata</saml:Issuer>';
const nameId = /<saml:NameID.*<\/saml:NameID>/;
const confirmation = /<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/;
const success = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>';
const status = (code: string) => `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${code}"/>`;
const foreign = 'xmlns:x="urn:foreign"';

/** The value of the sibling tenant in one place: each place alone must stop it. */
const siblings: WrongContent[] = [
  {
    name: 'Destination of the sibling',
    reason: 'destination',
    at: within(responseTag, 'Destination'),
    as: 'Destination',
    of: 'assertionConsumerServiceUrl',
  },
  {
    name: 'Recipient of the sibling',
    reason: 'recipient',
    at: / Recipient="[^"]*"/,
    as: 'Recipient',
    of: 'assertionConsumerServiceUrl',
  },
  {
    name: 'InResponseTo of the sibling, on the response',
    reason: 'in-response-to',
    at: within(responseTag, 'InResponseTo'),
    as: 'InResponseTo',
    of: 'requestId',
  },
  {
    name: 'InResponseTo of the sibling, on the confirmation',
    reason: 'in-response-to',
    at: /(?<=<saml:SubjectConfirmationData\b[^>]*) InResponseTo="[^"]*"/,
    as: 'InResponseTo',
    of: 'requestId',
  },
].map(({ name, reason, at, as, of }) => ({
  name,
  sibling: true,
  reasons: [reason as RefusalReason],
  edit: (_mine, sibling) => replacing(at, ` ${as}="${sibling[of as keyof Tenant]}"`),
}));

const audiences: WrongContent[] = [
  {
    name: 'Audience of the sibling',
    sibling: true,
    reasons: ['library', 'audience'],
    edit: (mine, sibling) =>
      replacing(`<saml:Audience>${mine.serviceProviderEntityId}`, `<saml:Audience>${sibling.serviceProviderEntityId}`),
  },
  {
    name: 'a second restriction for the sibling only',
    sibling: true,
    reasons: ['library', 'audience'],
    edit: (_mine, sibling) =>
      replacing(
        '</saml:Conditions>',
        `<saml:AudienceRestriction><saml:Audience>${sibling.serviceProviderEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
      ),
  },
  wrong('no AudienceRestriction', 'audience', /<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''),
  wrong('no Audience', 'audience', /<saml:Audience>.*<\/saml:Audience>/, ''),
  {
    name: 'Audience of a foreign namespace',
    reasons: ['audience'],
    edit: (mine) =>
      replacing(
        /<saml:Audience>.*<\/saml:Audience>/,
        `<x:Audience ${foreign}>${mine.serviceProviderEntityId}</x:Audience>`,
      ),
  },
  {
    name: 'AudienceRestriction of a foreign namespace',
    reasons: ['audience'],
    edit: (mine) =>
      replacing(
        /<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/,
        `<x:AudienceRestriction ${foreign}><saml:Audience>${mine.serviceProviderEntityId}</saml:Audience></x:AudienceRestriction>`,
      ),
  },
  {
    name: 'Audience with an element inside',
    reasons: ['audience'],
    edit: (mine) => replacing(mine.serviceProviderEntityId, `${mine.serviceProviderEntityId}<x:y ${foreign}/>`),
  },
];

const envelope: WrongContent[] = [
  ours('no Destination', 'destination', within(responseTag, 'Destination'), ''),
  ours('empty Destination', 'destination', within(responseTag, 'Destination'), ' Destination=""'),
  ours(
    'Destination by another prefix',
    'destination',
    within(responseTag, 'Destination'),
    ` ${foreign} x:Destination="y"`,
  ),
  ours('no InResponseTo on the response', 'in-response-to', within(responseTag, 'InResponseTo'), ''),
  ours('response of version 1.1', 'version', within(responseTag, 'Version'), ' Version="1.1"'),
  ours('response without a version', 'version', within(responseTag, 'Version'), ''),
  ours('assertion of version 1.1', 'version', within(assertionTag, 'Version'), ' Version="1.1"'),
  ours('another issuer of the response', 'issuer', issuer, '<saml:Issuer>https://evil.example</saml:Issuer>'),
  ours('no issuer of the response', 'issuer', issuer, ''),
  ours('two issuers of the response', 'issuer', issuer, issuer + issuer),
  ours('empty issuer of the response', 'issuer', issuer, '<saml:Issuer/>'),
  ours(
    'issuer of the response in a foreign namespace',
    'issuer',
    issuer,
    `<x:Issuer ${foreign}>https://idp.example/metadata</x:Issuer>`,
  ),
  ours('issuer with white space', 'issuer', '<saml:Issuer>', '<saml:Issuer> '),
  ours('issuer with an element inside', 'issuer', '<saml:Issuer>', `<saml:Issuer><x:y ${foreign}/>`),
  ours(
    'issuer of another format',
    'issuer',
    '<saml:Issuer>',
    '<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">',
  ),
  ours(
    'another issuer of the assertion',
    'issuer',
    /(?<=<saml:Assertion[^>]*>)<saml:Issuer>.*?<\/saml:Issuer>/,
    '<saml:Issuer>https://evil.example</saml:Issuer>',
  ),
  ours('no issuer of the assertion', 'issuer', /(?<=<saml:Assertion[^>]*>)<saml:Issuer>.*?<\/saml:Issuer>/, ''),
  ours(
    'two issuers of the assertion, the right one first',
    'issuer',
    /(?<=<saml:Assertion[^>]*>)<saml:Issuer>.*?<\/saml:Issuer>/,
    `${issuer}<saml:Issuer>https://evil.example</saml:Issuer>`,
  ),
  ours(
    'two issuers of the assertion, the right one last',
    'issuer',
    /(?<=<saml:Assertion[^>]*>)<saml:Issuer>.*?<\/saml:Issuer>/,
    `<saml:Issuer>https://evil.example</saml:Issuer>${issuer}`,
  ),
  ours(
    'a response of a foreign namespace',
    'structure',
    'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"',
    'xmlns:samlp="urn:foreign"',
  ),
  ours(
    'an assertion of SAML 1',
    'structure',
    /(?<=<saml:Assertion )xmlns:saml="[^"]*"/,
    'xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion"',
  ),
];

const statuses: WrongContent[] = [
  ...['Requester', 'Responder', 'VersionMismatch', 'AuthnFailed', 'success', 'Success ', ''].map((code) =>
    ours(`status ${JSON.stringify(code)}`, 'status', success, status(code)),
  ),
  ours(
    'a failure with Success inside',
    'status',
    success,
    status('Responder').replace('/>', `>${success}</samlp:StatusCode>`),
  ),
  ours('no Status', 'status', /<samlp:Status>.*<\/samlp:Status>/, ''),
  ours('no StatusCode', 'status', success, ''),
  ours('a StatusCode without a value', 'status', success, '<samlp:StatusCode/>'),
  ours('a failure, then Success', 'status', success, status('Responder') + success),
  ours('Success, then a failure', 'status', success, success + status('Responder')),
  ours(
    'two Status elements',
    'status',
    /<samlp:Status>.*<\/samlp:Status>/,
    `<samlp:Status>${success}</samlp:Status><samlp:Status>${status('Responder')}</samlp:Status>`,
  ),
  ours(
    'Status of a foreign namespace',
    'status',
    /<samlp:Status>(.*)<\/samlp:Status>/,
    `<x:Status ${foreign}>${success}</x:Status>`,
  ),
  ours(
    'StatusCode of a foreign namespace',
    'status',
    success,
    `<x:StatusCode ${foreign} Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>`,
  ),
];

const names: WrongContent[] = [
  ours('two NameIDs', 'name-id', nameId, '<saml:NameID>ada</saml:NameID><saml:NameID>eve</saml:NameID>'),
  ours('two equal NameIDs', 'name-id', nameId, '<saml:NameID>ada</saml:NameID><saml:NameID>ada</saml:NameID>'),
  ours('no NameID', 'name-id', nameId, ''),
  ours('an empty NameID', 'name-id', nameId, '<saml:NameID></saml:NameID>'),
  ours('a NameID of white space', 'name-id', nameId, '<saml:NameID> </saml:NameID>'),
  ours('a NameID with white space around', 'name-id', nameId, '<saml:NameID>ada </saml:NameID>'),
  ours('a NameID of a foreign namespace', 'name-id', nameId, `<x:NameID ${foreign}>ada</x:NameID>`),
  ours(
    'a NameID of the protocol namespace',
    'name-id',
    nameId,
    '<x:NameID xmlns:x="urn:oasis:names:tc:SAML:2.0:protocol">ada</x:NameID>',
  ),
  ours('a NameID of no namespace', 'name-id', nameId, '<NameID>ada</NameID>'),
  ours(
    'a NameID beside one of a foreign namespace',
    'name-id',
    nameId,
    `<x:NameID ${foreign}>eve</x:NameID><saml:NameID>ada</saml:NameID>`,
  ),
  ours('a NameID with an element inside', 'name-id', nameId, `<saml:NameID>ada<x:y ${foreign}>min</x:y></saml:NameID>`),
  ours(
    'a NameID split by an empty element',
    'name-id',
    nameId,
    `<saml:NameID>ada<x:y ${foreign}/>@acme.example</saml:NameID>`,
  ),
  ours('a NameID that is too long', 'name-id', nameId, `<saml:NameID>${'a'.repeat(600)}</saml:NameID>`),
  ours('a BaseID beside the NameID', 'name-id', nameId, '<saml:BaseID/><saml:NameID>ada</saml:NameID>'),
  ours('an EncryptedID', 'structure', nameId, '<saml:EncryptedID/>'),
  ours('no Subject', 'subject', /<saml:Subject>.*<\/saml:Subject>/, ''),
  ours(
    'two Subjects',
    'subject',
    '<saml:Subject>',
    '<saml:Subject><saml:NameID>eve</saml:NameID></saml:Subject><saml:Subject>',
  ),
  ours('a Subject of a foreign namespace', 'subject', '<saml:Subject>', `<x:Subject ${foreign}/><saml:Subject>`),
];

const confirmations: WrongContent[] = [
  ...['holder-of-key', 'sender-vouches', 'Bearer', ''].map((method) =>
    ours(`method ${JSON.stringify(method)}`, 'confirmation', 'cm:bearer', `cm:${method}`),
  ),
  ours('no method', 'confirmation', / Method="[^"]*"/, ''),
  ours('no SubjectConfirmation', 'confirmation', confirmation, ''),
  ours(
    'two SubjectConfirmations',
    'confirmation',
    '</saml:Subject>',
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/></saml:Subject>',
  ),
  ours('no SubjectConfirmationData', 'confirmation', /<saml:SubjectConfirmationData[^>]*>/, ''),
  ours(
    'a SubjectConfirmation of a foreign namespace',
    'confirmation',
    /<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/,
    `<x:SubjectConfirmation ${foreign} Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>`,
  ),
  ours('no Recipient', 'recipient', / Recipient="[^"]*"/, ''),
  ours('a Recipient that only begins alike', 'recipient', /(?<= Recipient="[^"]*)"/, '.evil.example"'),
  ours(
    'no InResponseTo on the confirmation',
    'in-response-to',
    /(?<=<saml:SubjectConfirmationData\b[^>]*) InResponseTo="[^"]*"/,
    '',
  ),
];

const statements: WrongContent[] = [
  ours('no AuthnStatement', 'authentication-statement', /<saml:AuthnStatement.*<\/saml:AuthnStatement>/, ''),
  ours(
    'two AuthnStatements',
    'authentication-statement',
    /<saml:AttributeStatement>/,
    '<saml:AuthnStatement AuthnInstant="2020-01-01T00:00:00Z"/><saml:AttributeStatement>',
  ),
  ours(
    'an AuthnStatement of a foreign namespace',
    'authentication-statement',
    /<saml:AuthnStatement.*<\/saml:AuthnStatement>/,
    `<x:AuthnStatement ${foreign} AuthnInstant="2020-01-01T00:00:00Z"/>`,
  ),
  wrong('no Conditions', 'conditions', /<saml:Conditions.*<\/saml:Conditions>/, ''),
  wrong(
    'two Conditions',
    'conditions',
    '<saml:Conditions',
    '<saml:Conditions NotOnOrAfter="2100-01-01T00:00:00Z"/><saml:Conditions',
  ),
  ours('an unknown condition', 'conditions', '</saml:Conditions>', '<saml:Condition/></saml:Conditions>'),
];

const confirmationData = /(?<=<saml:SubjectConfirmationData\b[^>]*)/;
const conditions = /(?<=<saml:Conditions\b[^>]*)/;
const places = [
  { place: 'response', tag: responseTag, attributes: ['IssueInstant'] },
  { place: 'assertion', tag: assertionTag, attributes: ['IssueInstant'] },
  { place: 'Conditions', tag: conditions, attributes: ['NotOnOrAfter'] },
  { place: 'SubjectConfirmationData', tag: confirmationData, attributes: ['NotOnOrAfter'] },
  {
    place: 'AuthnStatement',
    tag: /(?<=<saml:AuthnStatement\b[^>]*)/,
    attributes: ['AuthnInstant'],
  },
];
const hour = 60 * 60 * 1000;
const instant = (offset: number) => new Date(Date.now() + offset).toISOString();

const times: WrongContent[] = [
  ...places.flatMap(({ place, tag, attributes }) =>
    attributes.flatMap((attribute) => [
      wrong(`${place} without ${attribute}`, 'time', within(tag, attribute), ''),
      wrong(`${place}: ${attribute} is no date`, 'time', within(tag, attribute), ` ${attribute}="soon"`),
      ours(
        `${place}: ${attribute} in another zone`,
        'time',
        within(tag, attribute),
        ` ${attribute}="${instant(attribute === 'NotOnOrAfter' ? hour : -1000).replace('Z', '+00:00')}"`,
      ),
      ours(
        `${place}: ${attribute} as a date of the locale`,
        'time',
        within(tag, attribute),
        ` ${attribute}="${attribute === 'NotOnOrAfter' ? '1 January 2100' : new Date().toUTCString()}"`,
      ),
    ]),
  ),
  ours('response issued an hour ago', 'time', within(responseTag, 'IssueInstant'), ` IssueInstant="${instant(-hour)}"`),
  ours('response issued in an hour', 'time', within(responseTag, 'IssueInstant'), ` IssueInstant="${instant(hour)}"`),
  ours(
    'assertion issued an hour ago',
    'time',
    within(assertionTag, 'IssueInstant'),
    ` IssueInstant="${instant(-hour)}"`,
  ),
  ours('assertion issued in an hour', 'time', within(assertionTag, 'IssueInstant'), ` IssueInstant="${instant(hour)}"`),
  wrong('Conditions expired', 'time', within(conditions, 'NotOnOrAfter'), ` NotOnOrAfter="${instant(-hour)}"`),
  wrong('Conditions not yet valid', 'time', within(conditions, 'NotBefore'), ` NotBefore="${instant(hour)}"`),
  wrong('Conditions that begin at no date', 'time', within(conditions, 'NotBefore'), ' NotBefore="soon"'),
  ours(
    'SubjectConfirmationData expired',
    'time',
    within(confirmationData, 'NotOnOrAfter'),
    ` NotOnOrAfter="${instant(-hour)}"`,
  ),
  ours('SubjectConfirmationData not yet valid', 'time', confirmationData, ` NotBefore="${instant(hour)}"`),
  ours(
    'SessionNotOnOrAfter passed',
    'time',
    / SessionNotOnOrAfter="[^"]*"/,
    ` SessionNotOnOrAfter="${instant(-hour)}"`,
  ),
  ours('SessionNotOnOrAfter is no date', 'time', / SessionNotOnOrAfter="[^"]*"/, ' SessionNotOnOrAfter="never"'),
  ours('AuthnInstant in the future', 'time', / AuthnInstant="[^"]*"/, ` AuthnInstant="${instant(hour)}"`),
];

/** In shape like any other, in a place where none belongs. */
const shapedSignature =
  '<x:y xmlns:x="urn:foreign" ID="_stray"><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>' +
  '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>' +
  '<ds:Reference URI="#_stray"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>' +
  '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>AAAB</ds:SignatureValue></ds:Signature></x:y>';

/** Elements that have no business where they are, though nobody may ever read them. */
const strays: WrongContent[] = [
  ours('a stray signature of the right shape in an attribute', 'signature-shape', '>Ada<', `>${shapedSignature}<`),
  ...[
    'saml:Assertion',
    'saml:EncryptedAssertion',
    'saml:EncryptedAttribute',
    'saml:NewEncryptedID',
    'saml:Object',
    'saml:Manifest',
    'saml:RetrievalMethod',
    'saml:Response',
  ].flatMap((stray) => [
    ours(`a stray ${stray} in an attribute`, 'structure', '>Ada<', `><${stray}/><`),
    ours(
      `a stray ${stray} in an Advice`,
      'structure',
      '</saml:Conditions>',
      `</saml:Conditions><saml:Advice><${stray}/></saml:Advice>`,
    ),
  ]),
  ours(
    'a stray response among the extensions',
    'structure',
    '<samlp:Status>',
    '<samlp:Extensions><samlp:Response/></samlp:Extensions><samlp:Status>',
  ),
  ours(
    'a stray assertion among the extensions',
    'structure',
    '<samlp:Status>',
    '<samlp:Extensions><x:Assertion xmlns:x="urn:foreign"/></samlp:Extensions><samlp:Status>',
  ),
  ours(
    'a stray signature in an attribute',
    'signature-shape',
    '>Ada<',
    '><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/><',
  ),
  ours(
    'a stray algorithm in an attribute',
    'algorithm',
    '>Ada<',
    '><ds:SignatureMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="none"/><',
  ),
];

const noId = (name: string, tag: RegExp): WrongContent => ({
  name,
  // Where the element is signed, its signature has nothing to refer to.
  reasons: ['id', 'signature-shape'],
  edit: () => replacing(within(tag, 'ID'), ''),
});

const ids: WrongContent[] = [
  ours('one ID for response and assertion', 'id', within(assertionTag, 'ID'), ' ID="_same"'),
  ours('an assertion’s ID on another attribute', 'id', within(assertionTag, 'ID'), ' ID="_same" Id="_same"'),
  ours('an ID by a prefix', 'id', within(assertionTag, 'ID'), ` ID="_same" ${foreign} x:ID="_same"`),
];
ids.push(noId('a response without an ID', responseTag), noId('an assertion without an ID', assertionTag));
// The first of these needs the same ID on the response as well.
const [sameId] = ids;
if (sameId !== undefined)
  sameId.edit = () => (xml) =>
    replacing(within(assertionTag, 'ID'), ' ID="_same"')(replacing(within(responseTag, 'ID'), ' ID="_same"')(xml));

export const wrongContents: readonly WrongContent[] = [
  ...siblings,
  ...audiences,
  ...envelope,
  ...statuses,
  ...names,
  ...confirmations,
  ...statements,
  ...times,
  ...ids,
  ...strays,
];

/** Wrong only by our own clock: the document is fresh by the machine's, which the library reads. */
export const wrongClocks: readonly { name: string; edit: Edit; seconds: number }[] = [
  { name: 'expires at this very instant', edit: (xml) => xml, seconds: 300 + 120 },
  {
    name: 'Conditions expired',
    edit: replacing(within(confirmationData, 'NotOnOrAfter'), ' NotOnOrAfter="2100-01-01T00:00:00Z"'),
    seconds: 421,
  },
  {
    name: 'SubjectConfirmationData expired',
    edit: replacing(within(conditions, 'NotOnOrAfter'), ' NotOnOrAfter="2100-01-01T00:00:00Z"'),
    seconds: 421,
  },
  { name: 'issued in the future', edit: (xml) => xml, seconds: -121 },
];

export const wrongAlgorithms: readonly { name: string; algorithms: Partial<Algorithms>; encryption?: true }[] = [
  { name: 'rsa-sha1', algorithms: { signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' } },
  { name: 'digest sha1', algorithms: { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' } },
  {
    name: 'hmac-sha1 with the certificate as its secret',
    algorithms: { signature: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1' },
  },
  {
    name: 'exclusive canonicalization with comments',
    algorithms: { canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' },
  },
  {
    name: 'inclusive canonicalization',
    algorithms: { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
  },
  {
    name: 'a transform with comments',
    algorithms: {
      transforms: [
        'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
        'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
      ],
    },
  },
  {
    name: 'aes256-cbc',
    algorithms: { contentEncryption: 'http://www.w3.org/2001/04/xmlenc#aes256-cbc' },
    encryption: true,
  },
  {
    name: 'aes128-cbc',
    algorithms: { contentEncryption: 'http://www.w3.org/2001/04/xmlenc#aes128-cbc' },
    encryption: true,
  },
  {
    name: 'triple DES',
    algorithms: { contentEncryption: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc' },
    encryption: true,
  },
  { name: 'rsa-1_5', algorithms: { keyEncryption: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' }, encryption: true },
];

/** Named in place of the real method, after signing. */
export const namedAlgorithms = [
  'none',
  '',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-md5',
  'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
  'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
  '&#104;ttp://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
];

/** What may not be anywhere in a document, least of all inside a value. */
export const forbiddenConstructs: readonly { name: string; text: string; reason: RefusalReason }[] = [
  { name: 'a comment', text: '<!-- -->', reason: 'forbidden-construct' },
  { name: 'an empty comment', text: '<!---->', reason: 'forbidden-construct' },
  { name: 'a processing instruction', text: '<?x y?>', reason: 'forbidden-construct' },
  { name: 'a CDATA section', text: '<![CDATA[x]]>', reason: 'forbidden-construct' },
  { name: 'an empty CDATA section', text: '<![CDATA[]]>', reason: 'forbidden-construct' },
  { name: 'an entity', text: '&x;', reason: 'forbidden-construct' },
  { name: 'a document type', text: '<!DOCTYPE x [<!ENTITY x "y">]>', reason: 'forbidden-construct' },
  { name: 'a late XML declaration', text: '<?xml version="1.0"?>', reason: 'forbidden-construct' },
  { name: 'a character that XML forbids', text: '\u0001', reason: 'malformed' },
  { name: 'a reference to a forbidden character', text: '&#0;', reason: 'malformed' },
];

/** Where a foreign construct is put, as an edit of a signed document. */
export const constructPlaces: readonly { name: string; put: (text: string) => Edit }[] = [
  { name: 'inside the NameID', put: (text) => replacing('>ada<', `>a${text}da<`) },
  { name: 'before the NameID’s text', put: (text) => replacing('>ada<', `>${text}ada<`) },
  { name: 'inside an attribute’s value', put: (text) => replacing('>Ada<', `>A${text}da<`) },
  { name: 'inside the Audience', put: (text) => replacing('</saml:Audience>', `${text}</saml:Audience>`) },
  {
    name: 'inside the assertion’s Issuer',
    put: (text) => replacing(/(?<=.*<saml:Assertion\b.*)<\/saml:Issuer>/s, `${text}</saml:Issuer>`),
  },
  { name: 'between elements', put: (text) => replacing('<saml:Subject>', `${text}<saml:Subject>`) },
];

/** Expectations that do not fit a document that is right in itself. */
export const wrongExpectations = (
  sibling: Tenant,
  otherCertificate: string,
): Record<string, Partial<ResponseExpectations>> => ({
  'a trusted key that is not the signer’s': { certificates: [otherCertificate] },
  'another identity provider': { identityProviderEntityId: 'https://other-idp.example' },
  'another request': { requestId: '_another' },
  'an empty request id': { requestId: '' },
  'the sibling’s request': { requestId: sibling.requestId },
  'the sibling’s entity id': { serviceProviderEntityId: sibling.serviceProviderEntityId },
  'the sibling’s address': { assertionConsumerServiceUrl: sibling.assertionConsumerServiceUrl },
});
