import { expect } from 'chai';
import { address } from './address.ts';

describe('address', () => {
  it('puts parameters into the path, encoded', () => {
    expect(address('/api/people/:personId', { personId: 'a/b' })).to.equal('/api/people/a%2Fb');
  });

  it('leaves out what the query does not say', () => {
    const query = { search: 'zoë & co', page: 2, sort: undefined, departmentId: '' };
    expect(address('/api/people', {}, query)).to.equal('/api/people?search=zo%C3%AB+%26+co&page=2');
  });

  it('refuses a path whose parameter is missing', () => {
    expect(() => address('/api/people/:personId')).to.throw('personId');
  });
});
