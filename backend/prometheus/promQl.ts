/** What a PromQL query asks for. */

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);
const labelLists = /\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g;

/** The names of the metrics that a query reads. */
export function metricsOf(query: string): string[] {
  const bare = query
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(labelLists, '')
    .replaceAll(/\boffset\s+\w+/g, '');
  const names = bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g);
  return [...new Set([...names].map(([name]) => name).filter((name) => !words.has(name.toLowerCase())))];
}
