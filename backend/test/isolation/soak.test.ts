import { expect } from 'chai';
import { soak, wordsOf } from '../../../scripts/soak/soak.ts';

describe('tenants that share few connections, while much goes wrong', function () {
  this.timeout(60_000);

  for (const pgBouncer of [false, true]) {
    it(`never get what is another’s${pgBouncer ? ', through PgBouncer' : ''}`, async () => {
      const requests = pgBouncer ? 600 : 2_000;
      const counts = await soak({ requests, seed: 20_261, tenants: pgBouncer ? 10 : 50, pgBouncer });
      expect(counts.foreign, wordsOf(counts)).to.deep.equal([]);
      expect(counts.own, wordsOf(counts)).to.be.above(requests / 4);
      expect(counts.statuses['200'], wordsOf(counts)).to.be.above(requests / 4);
    });
  }
});
