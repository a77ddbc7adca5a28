/** The initials that stand for a name, and a colour that stays the same for it. */

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (firstLetter(first) + firstLetter(last)).toLocaleUpperCase() || '?';
}

function firstLetter(word: string): string {
  return word.match(/\p{L}/u)?.[0] ?? '';
}

/** White text on each of these has a contrast of at least 4.5. */
export const nameColors = [
  '#0f7a63',
  '#3b5bdb',
  '#6741d9',
  '#9c36b5',
  '#c2255c',
  '#b3400a',
  '#1864ab',
  '#5c6b12',
] as const;

export function nameColor(name: string): string {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return nameColors[hash % nameColors.length] ?? nameColors[0];
}
