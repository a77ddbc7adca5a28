/** Guards of single sign-on: each check of a response by itself. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const folder = 'backend/src/features/identity/saml';
const attacks = ['saml/attacks.test', 'saml/wrapping.test'];
const scans = ['saml/scan.test', 'isolation/samlStages'];
const replays = ['saml/replay'];
const stages = ['isolation/samlStages'];

const claims = mutantsOf(`${folder}/claims.ts`, attacks, [
  [
    'SAML: the response is one of SAML 2.0',
    `mustHold(isNamed(response, 'protocol', 'Response'),`,
    'mustHold(true,',
    'response of a foreign',
  ],
  [
    'SAML: the assertion is one of SAML 2.0',
    `mustHold(isNamed(assertion, 'assertion', 'Assertion'),`,
    'mustHold(true,',
    'assertion of SAML 1',
  ],
  ['SAML: version', `element.getAttribute('Version') === '2.0'`, 'true', 'version 1'],
  ['SAML: ID', `/^[A-Za-z_][\\w.-]{0,255}$/.test(element.getAttribute('ID') ?? '')`, 'true', 'without an ID'],
  ['SAML: not issued in the future', 'mustHold(hasBegun(issuedAt, clock),', 'mustHold(true,', 'issued in'],
  ['SAML: not issued long ago', 'mustHold(isAhead(tooOld, clock),', 'mustHold(true,', 'hour ago'],
  ['SAML: issuer', 'name === expected.identityProviderEntityId,', 'true,', 'another issuer'],
  ['SAML: format of the issuer', 'format === null || format === entityFormat', 'true', 'issuer of another format'],
  ['SAML: destination', 'destination === expected.assertionConsumerServiceUrl,', 'true,', 'Destination'],
  ['SAML: the response answers the request', '  checkInResponseTo(response, expected);\n', '', 'InResponseTo'],
  ['SAML: the confirmation answers the request', '  checkInResponseTo(data, expected);\n', '', 'InResponseTo'],
  ['SAML: status', 'mustHold(code === success,', 'mustHold(true,', 'with status'],
  ['SAML: no BaseID', `childrenOf(subject, 'BaseID').length === 0`, 'true', 'BaseID'],
  ['SAML: NameID not empty', `nameId !== '' && nameId.length <= 512`, 'true', 'an empty NameID'],
  ['SAML: NameID without white space around', 'nameId === nameId.trim()', 'true', 'NameID with white'],
  ['SAML: method of confirmation', 'method === bearer,', 'true,', 'with method'],
  ['SAML: recipient', 'recipient === expected.assertionConsumerServiceUrl,', 'true,', 'Recipient'],
  [
    'SAML: no unknown condition',
    `['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'].includes(condition.localName ?? ''),`,
    'true,',
    'unknown condition',
  ],
  ['SAML: audience', 'named.includes(expected.serviceProviderEntityId),', 'true,', 'Audience of a foreign'],
  ['SAML: NotBefore', 'from === null || hasBegun(from, clock)', 'true', 'not yet valid'],
  ['SAML: NotOnOrAfter', 'mustHold(isAhead(until, clock),', 'mustHold(true,', 'expired'],
  ['SAML: AuthnInstant', 'mustHold(hasBegun(authenticatedAt, clock),', 'mustHold(true,', 'AuthnInstant in the future'],
  [
    'SAML: SessionNotOnOrAfter',
    'sessionNotOnOrAfter === null || isAhead(sessionNotOnOrAfter, clock),',
    'true,',
    'SessionNotOnOrAfter passed',
  ],
]);

const reading = [
  ...mutantsOf(`${folder}/dom.ts`, attacks, [
    [
      'SAML: one element where one belongs',
      'if (found.length !== 1 || child === undefined)',
      'if (child === undefined)',
      'two issuers',
    ],
    [
      'SAML: elements of their own namespace',
      'if (!isNamed(child, namespace, localName))',
      'if (false as boolean)',
      'foreign namespace',
    ],
    [
      'SAML: no element inside of text',
      'if (childrenOf(element).length > 0)',
      'if (false as boolean)',
      'element inside',
    ],
  ]),
  ...mutantsOf(`${folder}/instant.ts`, attacks, [
    ['SAML: instants in UTC', '!utcInstant.test(value) || Number.isNaN', 'Number.isNaN', 'another zone'],
    [
      'SAML: an instant itself is too late',
      'instant.getTime() > clock.now.getTime() - clock',
      'instant.getTime() >= clock.now.getTime() - 1_000 - clock',
      'this very instant',
    ],
  ]),
  ...mutantsOf(`${folder}/algorithms.ts`, attacks, [
    [
      'SAML: signature algorithms',
      'const signature = new Set([',
      `const signature = new Set([\n  'http://www.w3.org/2000/09/xmldsig#rsa-sha1',`,
      'algorithms like',
    ],
    [
      'SAML: digest algorithms',
      'const digest = new Set([',
      `const digest = new Set(['http://www.w3.org/2000/09/xmldsig#sha1', `,
      'algorithms like',
    ],
    [
      'SAML: canonicalization algorithms',
      'new Set([exclusiveCanonicalization]);',
      `new Set([exclusiveCanonicalization, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315']);`,
      'algorithms like',
    ],
    [
      'SAML: content encryption algorithms',
      'const contentEncryption = new Set([',
      `const contentEncryption = new Set([\n  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',`,
      'algorithms like',
    ],
    [
      'SAML: key encryption algorithms',
      'const keyEncryption = new Set([',
      `const keyEncryption = new Set(['http://www.w3.org/2001/04/xmlenc#rsa-1_5', `,
      'algorithms like',
    ],
  ]),
];

const structure = mutantsOf(`${folder}/structure.ts`, stages, [
  ['SAML: one response', `mustHold(single, 'structure',`, `mustHold(true, 'structure',`],
  [
    'SAML: one assertion',
    `mustHold(assertions.length === 1, 'structure',`,
    `mustHold(assertions.length > 0, 'structure',`,
  ],
  [
    'SAML: the assertion is below the response',
    'mustHold(assertions[0]?.parent === root,',
    'mustHold(assertions[0] !== undefined,',
  ],
  ['SAML: no ID twice', `mustHold(!seen.has(value), 'id',`, `mustHold(true, 'id',`],
  [
    'SAML: signatures where they belong',
    `mustHold(placed, 'signature-shape',`,
    `mustHold(parent !== null, 'signature-shape',`,
  ],
  [
    'SAML: one signature on an element',
    `mustHold(siblings.length === 1, 'signature-shape',`,
    `mustHold(true, 'signature-shape',`,
  ],
  ['SAML: a signature covers what it stands in', "id !== '' && reference.attributes.get('URI') === `#${id}`,", 'true,'],
  [
    'SAML: two transforms',
    `transforms.length === 2 && transforms[0]?.endsWith('#enveloped-signature') === true,`,
    'true,',
  ],
  ['SAML: no forbidden elements', 'mustHold(count(outline, forbidden) === 0,', 'mustHold(true,'],
]);

const signatures = [
  ...mutantsOf(`${folder}/signatures.ts`, stages, [
    [
      'SAML: a signature of its own namespace',
      `mustHold(isNamed(signature, 'signature', 'Signature'),`,
      'mustHold(true,',
    ],
  ]),
  ...mutantsOf(`${folder}/verify.ts`, attacks, [
    [
      'SAML: response and assertion have two IDs',
      `mustHold(claims.assertionId !== response.getAttribute('ID'), 'id',`,
      `mustHold(true, 'id',`,
    ],
    ['SAML: our own checks of the response', '  checkResponse(response, expected, clock);\n', '', 'Destination'],
    ['SAML: algorithms are checked', '  checkAlgorithms(outline);\n', '', 'with algorithms'],
  ]),
  ...mutantsOf(`${folder}/decrypt.ts`, attacks, [
    [
      'SAML: what was encrypted is scanned too',
      '  const outline = scan(xml);\n  checkAssertionStructure(outline);\n  checkAlgorithms(outline);\n',
      '',
    ],
    ['SAML: what was encrypted has its shape', '  checkAssertionStructure(outline);\n', ''],
    ['SAML: algorithms inside of what was encrypted', '  checkAlgorithms(outline);\n', ''],
  ]),
];

const scan = [
  ...mutantsOf(`${folder}/scan.ts`, scans, [
    [
      'SAML: no comment, CDATA or document type',
      `if (after === '!') this.#refuse(`,
      `if (false as boolean) this.#refuse(`,
    ],
    ['SAML: no processing instruction', `if (after === '?') this.#refuse(`, `if (false as boolean) this.#refuse(`],
    ['SAML: depth', 'if (this.#depth >= this.#limits.depth)', 'if (false as boolean)'],
    ['SAML: number of elements', 'if (this.#elements.length >= this.#limits.elements)', 'if (false as boolean)'],
    [
      'SAML: number of attributes',
      'if (attributes.size >= this.#limits.attributesEach || this.#attributes > this.#limits.attributes)',
      'if (false as boolean)',
    ],
    ['SAML: no attribute twice', 'if (attributes.has(attribute)) this.#refuse(', 'if (false as boolean) this.#refuse('],
    ['SAML: one root', 'if (parent === null && this.#elements.length > 0)', 'if (false as boolean)'],
    ['SAML: no entities', `if (text === '&') throw`, 'if (false as boolean) throw'],
    ['SAML: no forbidden characters', 'if (illegal >= 0) refuseCharacter(illegal);', ''],
    [
      'SAML: no references to forbidden characters',
      'if (code > 0x10ffff || illegalCharacter.test(String.fromCodePoint(code))) refuseCharacter(found.index);',
      '',
    ],
    ['SAML: end tags match', 'this.#take(name) !== open.qualifiedName', `this.#take(name) === ''`],
    [
      'SAML: no text outside the root',
      String.raw`if (open === null && /[^ \t\r\n]/.test(text)) this`,
      'if (false as boolean) this',
    ],
  ]),
  ...mutantsOf(`${folder}/decode.ts`, stages, [
    ['SAML: size', 'field.length <= maximumBase64Length,', 'true,'],
    ['SAML: strict base64', `bytes.length > 0 && bytes.toString('base64') === base64,`, 'true,'],
    ['SAML: strict UTF-8', 'fatal: true', 'fatal: false'],
  ]),
];

const replay = [
  ...mutantsOf(`${folder}/replay.ts`, replays, [
    [
      'a sign-in knows the session that the browser had',
      'JSON.stringify(request.session ?? null)',
      `JSON.stringify(null)`,
    ],
    ['SAML: the browser that asked', `if record[1] ~= ARGV[1] then return {'other-browser'} end`, ''],
    ['SAML: a request is used up', `redis.call('DEL', KEYS[1])\n`, ''],
    ['SAML: an assertion is used up', `'NX', 'PX', ARGV[2]`, `'PX', ARGV[2]`],
    ['SAML: no answer without a request', `if not record[1] then return {'request-unknown'} end`, ''],
    [
      'SAML: the tenant of a request',
      `const request = tenantKey(use.tenantId, 'saml-request', use.requestId);`,
      `const request = tenantKey('00000000-0000-7000-8000-000000000000' as TenantId, 'saml-request', use.requestId);`,
    ],
    ['SAML: requests end', '.expire(key, requestLifetimeSeconds)', ''],
    ['SAML: an assertion is remembered as long as it is usable', `'PX', ARGV[2]`, `'PX', 1`],
  ]),
  ...mutantsOf(`${folder}/replay.ts`, stages, [
    [
      'SAML: the first look asks for a request',
      `if (nonce === null) throw new SamlRefusal('request-unknown', refusals['request-unknown']);`,
      '',
    ],
    [
      'SAML: the first look asks for this browser',
      `if (nonce !== digest(request.browserNonce)) throw`,
      'if (false as boolean) throw',
    ],
  ]),
  ...mutantsOf(
    `${folder}/returnPath.ts`,
    ['saml/requests', 'saml/replay'],
    [
      [
        'SAML: no slashes or backslashes in front',
        String.raw`if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(path)) return '/';`,
        '',
      ],
    ],
  ),
];

export const samlMutants: readonly Mutant[] = [...claims, ...reading, ...structure, ...signatures, ...scan, ...replay];
