/** The label of a new organization's subdomain. The server has the last word (reserved and look-alike labels). */

export const slugLength = { min: 2, max: 40 } as const;

/** Letters that carry no accent but have a usual spelling in plain ones. */
const spelled: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  å: 'a',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  '&': ' and ',
};

/** The organization's legal form says nothing. */
const legalForms =
  /[\s,]+(inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|se|sa|sas|sarl|bv|nv|ab|oy|as|corp|co|kg)\.?$/;

/** Suggests a slug for a name: “Müller & Söhne GmbH” becomes `mueller-and-soehne`. */
export function suggestSlug(name: string): string {
  const plain = name
    .normalize('NFC')
    .toLowerCase()
    .trim()
    .replace(legalForms, '')
    .replace(/./gu, (letter) => spelled[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '');
  const words = plain.split(/[^a-z0-9]+/).filter(Boolean);
  let slug = '';
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word.slice(0, slugLength.max);
    if (longer.length > slugLength.max) break;
    slug = longer;
  }
  return slug;
}

/** What is wrong with a slug, as the contract would say it; null when nothing is. */
export function slugProblem(slug: string): string | null {
  if (slug.length < slugLength.min) return 'Use at least 2 characters.';
  if (slug.length > slugLength.max) return 'Use at most 40 characters.';
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? null : 'Use small letters, digits and single hyphens between them.';
}
