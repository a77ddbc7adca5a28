import { expect } from 'chai';
import { soak, wordsOf } from './soak/soak.ts';

describe('tenants that share few connections, while much goes wrong', function () {
  this.timeout(60_000);

  const ways = {
    'on a pool': { requests: 2_000, tenants: 50, pgBouncer: false, shared: false },
    'with reads on shared connections': { requests: 1_000, tenants: 10, pgBouncer: false, shared: true },
    'through PgBouncer': { requests: 600, tenants: 10, pgBouncer: true, shared: false },
  };
  for (const [way, options] of Object.entries(ways)) {
    it(`never get what is another’s, ${way}`, async () => {
      const counts = await soak({ ...options, seed: 20_261 });
      expect(counts.foreign, wordsOf(counts)).to.deep.equal([]);
      expect(counts.own, wordsOf(counts)).to.be.above(options.requests / 4);
      expect(counts.statuses['200'], wordsOf(counts)).to.be.above(options.requests / 4);
    });
  }
});
