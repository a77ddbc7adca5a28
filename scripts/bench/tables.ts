/** Tables in Markdown, and goals that were met or not. */

export type Verdict = {
  readonly title: string;
  readonly goal: string;
  readonly found: string;
  /** `unclear` where the rounds differ so much that some met the goal by far and others missed it. */
  readonly outcome: 'met' | 'missed' | 'unclear';
};

export function verdictsTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ title, goal, found, outcome }) => [
    title,
    goal,
    found,
    outcome === 'met' ? outcome : `**${outcome}**`,
  ]);
  return table(['Goal', '', 'found', ''], rows);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
