/** A soak by itself, for `npm run soak`, which has started the services. Exits with 1 when anything foreign was seen. */
import { parseArgs } from 'node:util';
import { soak, wordsOf } from './soak.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    pgbouncer: { type: 'boolean', default: false },
    shared: { type: 'boolean', default: false },
  },
});

const begin = Date.now();
console.log(`Seed ${values.seed}`);
const counts = await soak({
  requests: Number(values.requests),
  seed: Number(values.seed),
  pgBouncer: values.pgbouncer,
  shared: values.shared,
  progress: (done) => console.log(`${done} requests, ${Math.round((Date.now() - begin) / 1000)} s`),
});
console.log(wordsOf(counts));
process.exit(counts.foreign.length === 0 && counts.own > 0 ? 0 : 1);
