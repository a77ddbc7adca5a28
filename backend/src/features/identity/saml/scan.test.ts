import { expect } from 'chai';
import fc from 'fast-check';
import { decodeResponse, maximumBase64Length } from './decode.ts';
import { SamlRefusal } from './refusal.ts';
import { responseLimits, scan } from './scan.ts';

/** A small tree of elements as text, well-formed. */
const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9._-]{0,8}$/);
const value = fc.stringMatching(/^[A-Za-z0-9 .:/#@=-]{0,12}$/);
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    word.map((name) => `<${name}/>`),
    fc
      .tuple(word, fc.dictionary(word, value, { maxKeys: 3 }), fc.array(fc.oneof(value, tie('tree')), { maxLength: 3 }))
      .map(([name, attributes, children]) => {
        const list = Object.entries(attributes).map(([key, text]) => ` ${key}="${text}"`);
        return `<${name}${list.join('')}>${children.join('')}</${name}>`;
      }),
  ),
}));

const forbidden = fc.oneof(
  fc.constantFrom(
    '<!-- x -->',
    '<!---->',
    '<?x y?>',
    '<![CDATA[x]]>',
    '<!DOCTYPE a>',
    '<!ENTITY a "b">',
    '&x;',
    '&',
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom('<!', '<?', '<', '&#0;', '&#xFFFF;', '&#x110000;', '\ufffe'),
);

function refusalOf(run: () => unknown): SamlRefusal {
  try {
    run();
  } catch (error) {
    if (error instanceof SamlRefusal) return error;
    throw error;
  }
  return expect.fail('It was let through.');
}

describe('The scan before parsing', function () {
  this.timeout(30_000);
  let tried = 0;
  after(() => console.log(`      scanned documents: ${tried}`));

  it('lets well-formed elements through and sees all of them', () => {
    fc.assert(
      fc.property(tree, (xml) => {
        tried += 1;
        expect(scan(xml).elements.length).to.equal(xml.match(/<[^/]/g)?.length);
      }),
      { numRuns: 500 },
    );
  });

  it('never lets a document through that has a forbidden construct, wherever it is', () => {
    fc.assert(
      fc.property(tree, forbidden, fc.nat(), (xml, construct, at) => {
        tried += 1;
        const position = at % (xml.length + 1);
        refusalOf(() => scan(xml.slice(0, position) + construct + xml.slice(position)));
      }),
      { numRuns: 3000 },
    );
  });

  it('throws nothing but refusals, whatever the text', () => {
    const noise = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '/',
        '!',
        '?',
        '-',
        '"',
        "'",
        '=',
        '&',
        ';',
        '[',
        ']',
        'a',
        ' ',
        '\n',
        ':',
        '\u0000',
        '😀',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          noise.map((parts) => parts.join('')),
        ),
        (text) => {
          tried += 1;
          try {
            scan(text);
          } catch (error) {
            expect(error).to.be.instanceOf(SamlRefusal);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('throws nothing but refusals, whatever the bytes of the form field', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.base64String(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
        ),
        (field) => {
          tried += 1;
          try {
            scan(decodeResponse(field));
          } catch (error) {
            expect(error).to.be.instanceOf(SamlRefusal);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  const malformed = [
    '',
    ' ',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    'text<a/>',
    '<a b/>',
    '<a b=c/>',
    '<a b="c"d="e"/>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<a b="c/>',
    '< a/>',
    '<a/',
    '<a',
    '<',
    '<a:b:c/>',
    '<:a/>',
    '<a:/>',
    '<1/>',
    '<a>]]></a>',
    '<ä/>',
    '\ufeff<a/>',
    ' <?xml version="1.0"?><a/>',
    '<?xml version="1.1"?><a/>',
    '<?xml version="1.0" encoding="utf-16"?><a/>',
    '<?xml version="1.0"?><?xml version="1.0"?><a/>',
    '<a/ >',
    '<a></a b="c">',
  ];
  for (const xml of malformed) it(`refuses ${JSON.stringify(xml)}`, () => void refusalOf(() => scan(xml)));

  for (const xml of [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<a/>\n',
    "<a b = '>\"' ></a >",
    '<a>&#x41;&lt;&#10;></a>',
  ])
    it(`lets ${JSON.stringify(xml)} through`, () => void scan(xml));

  describe('stops early on documents that would keep a parser busy for seconds:', () => {
    const size = 100_000;
    const floods: [string, string, number][] = [
      ['300 KB of <a>', '<a>'.repeat(size), 100],
      ['700 KB of comments', `<a>${'<!---->'.repeat(size)}</a>`, 10],
      ['700 KB in one comment', `<a><!--${'-'.repeat(7 * size)}`, 10],
      ['a flood of elements', `<a>${'<b/>'.repeat(size)}</a>`, responseLimits.elements * 4 + 10],
      ['a flood of attributes on one', `<a ${Array.from({ length: size }, (_, i) => `b${i}=""`).join(' ')}/>`, 200],
      [
        'a flood of attributes',
        `<a>${'<b c="" d="" e="" f="" g=""/>'.repeat(size)}</a>`,
        responseLimits.attributes * 6 + 10,
      ],
      ['document types', '<!DOCTYPE a [<!ENTITY b "c">]>'.repeat(size), 0],
    ];
    for (const [name, xml, until] of floods)
      it(name, () => {
        const { position } = refusalOf(() => scan(xml));
        expect(position).to.be.at.most(until);
      });

    it('a field over the limit, before it is decoded', () => {
      expect(refusalOf(() => decodeResponse('A'.repeat(maximumBase64Length + 4))).reason).to.equal('too-large');
    });
  });
});

describe('The form field', () => {
  for (const field of ['', ' ', '====', 'AAA', 'AAAA=', 'AA==AAAA', 'A-_A', 'AAAA AAAA', 'AB==', '/w==', '4pyT%0A'])
    it(`refuses ${JSON.stringify(field)}`, () => {
      expect(refusalOf(() => decodeResponse(field)).reason).to.equal('encoding');
    });
});
