/**
 * A linear look over the document before any XML parser sees it.
 *
 * It admits a small part of XML: elements, attributes, text, the five named entities and character references.
 * Everything that made parsers disagree, or hang, is refused at its first character: document types, processing
 * instructions, comments, CDATA, deep nesting, floods of elements. What passes is well-formed, so that the lenient
 * parsers behind it have nothing to guess. It never looks back, so its work is bounded by the document's length.
 */
import { type RefusalReason, SamlRefusal } from './refusal.ts';

/** An element as the scan saw it: names and raw attribute values, no namespaces resolved. */
export type OutlineElement = {
  readonly localName: string;
  readonly qualifiedName: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: OutlineElement | null;
  readonly children: OutlineElement[];
};

/** All elements in document order; the first is the root. */
export type Outline = { readonly root: OutlineElement; readonly elements: readonly OutlineElement[] };

export type ScanLimits = { depth: number; elements: number; attributesEach: number; attributes: number };

/**
 * The stages behind the scan take about a tenth of a millisecond for an element, forged or not, so these limits are the
 * deadline of the parsers. A real response has some 60 elements, and with 150 groups some 220.
 */
export const responseLimits: ScanLimits = { depth: 24, elements: 1000, attributesEach: 16, attributes: 2500 };

const declaration =
  /<\?xml[ \t\r\n]+version=["']1\.0["'](?:[ \t\r\n]+encoding=["']utf-8["'])?(?:[ \t\r\n]+standalone=["'](?:yes|no)["'])?[ \t\r\n]*\?>/iy;
const name = /[A-Za-z_][A-Za-z0-9._-]*(?::[A-Za-z_][A-Za-z0-9._-]*)?/y;
const space = /[ \t\r\n]*/y;
const attributeValue = /[ \t\r\n]*=[ \t\r\n]*("[^"<]*"|'[^'<]*')/y;
const illegalCharacter = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const reference = /&(?:amp|lt|gt|quot|apos|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;

/** Refuses what is forbidden, malformed or too much; returns the outline of the rest. */
export function scan(xml: string, limits: ScanLimits = responseLimits): Outline {
  const outline = new Scanner(xml, limits).run();
  checkCharacters(xml);
  return outline;
}

class Scanner {
  readonly #xml: string;
  readonly #limits: ScanLimits;
  readonly #elements: OutlineElement[] = [];
  #position = 0;
  #attributes = 0;
  #depth = 0;

  constructor(xml: string, limits: ScanLimits) {
    this.#xml = xml;
    this.#limits = limits;
  }

  run(): Outline {
    this.#take(declaration);
    let open: OutlineElement | null = null;
    while (this.#position < this.#xml.length) {
      this.#text(open);
      if (this.#position === this.#xml.length) break;
      open = this.#tag(open);
    }
    const [root] = this.#elements;
    if (root === undefined || open !== null) this.#refuse('malformed', 'The document ends too early.');
    return { root, elements: this.#elements };
  }

  /** Text up to the next tag; outside the root only white space. */
  #text(open: OutlineElement | null): void {
    const next = this.#xml.indexOf('<', this.#position);
    const end = next < 0 ? this.#xml.length : next;
    const text = this.#xml.slice(this.#position, end);
    if (text.includes(']]>')) this.#refuse('malformed', 'There is a stray end of a CDATA section.');
    if (open === null && /[^ \t\r\n]/.test(text)) this.#refuse('malformed', 'There is text outside the root element.');
    this.#position = end;
  }

  #tag(open: OutlineElement | null): OutlineElement | null {
    const after = this.#xml[this.#position + 1];
    if (after === '!') this.#refuse('forbidden-construct', 'There is a comment, a CDATA section or a document type.');
    if (after === '?') this.#refuse('forbidden-construct', 'There is a processing instruction.');
    return after === '/' ? this.#endTag(open) : this.#startTag(open);
  }

  #endTag(open: OutlineElement | null): OutlineElement | null {
    this.#position += 2;
    if (open === null || this.#take(name) !== open.qualifiedName) this.#refuse('malformed', 'An end tag has no start.');
    this.#take(space);
    this.#expect('>');
    this.#depth -= 1;
    return open.parent;
  }

  #startTag(parent: OutlineElement | null): OutlineElement | null {
    this.#position += 1;
    const qualifiedName = this.#take(name);
    if (qualifiedName === '') this.#refuse('malformed', 'A tag has no proper name.');
    if (parent === null && this.#elements.length > 0) this.#refuse('malformed', 'There are two root elements.');
    if (this.#depth >= this.#limits.depth) this.#refuse('too-complex', 'The elements are nested too deeply.');
    if (this.#elements.length >= this.#limits.elements) this.#refuse('too-complex', 'There are too many elements.');
    const attributes = this.#attributeList();
    const localName = qualifiedName.slice(qualifiedName.indexOf(':') + 1);
    const element: OutlineElement = { localName, qualifiedName, attributes, parent, children: [] };
    this.#elements.push(element);
    parent?.children.push(element);
    if (this.#xml[this.#position] === '/') {
      this.#position += 1;
      this.#expect('>');
      return parent;
    }
    this.#expect('>');
    this.#depth += 1;
    return element;
  }

  #attributeList(): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      const gap = this.#take(space);
      const attribute = this.#take(name);
      if (attribute === '') return attributes;
      const value = this.#take(attributeValue);
      if (gap === '' || value === '') this.#refuse('malformed', 'An attribute is not well-formed.');
      if (attributes.has(attribute)) this.#refuse('malformed', `The attribute ${attribute} is there twice.`);
      this.#attributes += 1;
      if (attributes.size >= this.#limits.attributesEach || this.#attributes > this.#limits.attributes)
        this.#refuse('too-complex', 'There are too many attributes.');
      attributes.set(attribute, value.slice(value.search(/["']/) + 1, -1));
    }
  }

  /** What the sticky pattern matches here, or ''. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#xml)?.[0] ?? '';
    this.#position += found.length;
    return found;
  }

  #expect(character: string): void {
    if (this.#xml[this.#position] !== character) this.#refuse('malformed', 'A tag is not well-formed.');
    this.#position += 1;
  }

  #refuse(reason: RefusalReason, message: string): never {
    throw new SamlRefusal(reason, `${message} (At character ${this.#position}.)`, { position: this.#position });
  }
}

/** Only characters of XML 1.0, only the five named entities, only references to such characters. */
function checkCharacters(xml: string): void {
  const illegal = xml.search(illegalCharacter);
  if (illegal >= 0) refuseCharacter(illegal);
  for (const found of xml.matchAll(reference)) {
    const [text, decimal, hexadecimal] = found;
    if (text === '&') throw new SamlRefusal('forbidden-construct', 'There is an entity.', { position: found.index });
    const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hexadecimal ?? '20', 16);
    if (code > 0x10ffff || illegalCharacter.test(String.fromCodePoint(code))) refuseCharacter(found.index);
  }
}

function refuseCharacter(position: number): never {
  throw new SamlRefusal('malformed', `There is a character that XML forbids. (At character ${position}.)`, {
    position,
  });
}
