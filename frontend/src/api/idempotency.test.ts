import { expect } from 'chai';
import { idempotencyKeys } from './idempotency.ts';

describe('idempotencyKeys', () => {
  const numbered = () => {
    let count = 0;
    return idempotencyKeys(() => `key-${++count}`);
  };

  it('repeats the key when the same request is sent again without a definite answer', () => {
    const keys = numbered();
    const first = keys.keyFor({ body: { name: 'Acme' } });
    keys.answered({ body: { name: 'Acme' } }, 0);
    keys.answered({ body: { name: 'Acme' } }, 503);
    expect(keys.keyFor({ body: { name: 'Acme' } })).to.equal(first);
  });

  it('takes a new key after an answer, and for another request', () => {
    const keys = numbered();
    const first = keys.keyFor({ body: { name: 'Acme' } });
    expect(keys.keyFor({ body: { name: 'Globex' } })).not.to.equal(first);
    keys.answered({ body: { name: 'Acme' } }, 422);
    expect(keys.keyFor({ body: { name: 'Acme' } })).not.to.equal(first);
  });
});
