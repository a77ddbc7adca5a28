import type { Results } from './run.ts';
import { median, ratioOf } from './rounds.ts';
export const documentOf = (r: Results) => tablesOf(r);
export function tablesOf(r: Results): string {
  const lines: string[] = [];
  for (const [scale, series] of r.series) {
    for (const s of series) {
      const m = (f: 'requestsPerSecond' | 'p50' | 'p95' | 'p99' | 'failed') => median(s.figures.map((x) => x[f])).toFixed(1);
      lines.push([scale, s.question, s.server, m('requestsPerSecond'), m('p50'), m('p95'), m('p99'), m('failed')].join(' | '));
    }
    for (const q of ['list', 'person', 'search'] as const)
      for (const k of ['statement', 'application'] as const)
        lines.push(`${q} ${k} ${JSON.stringify(ratioOf(series, q, `${k}, Frontdesk`, `${k}, unprotected`))}`);
  }
  lines.push(`provisioning ${r.provisioning} memory ${r.webMemory}`);
  return lines.join('\n');
}
