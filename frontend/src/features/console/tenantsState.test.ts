import { expect } from 'chai';
import { changeTenantsState, readTenantsState } from './tenantsState.ts';

describe('the state of the list of organizations', () => {
  it('survives the way through the address', () => {
    const query = 'search=acme&status=suspended&sort=-createdAt&page=2';
    const state = readTenantsState(new URLSearchParams(query));
    expect(changeTenantsState(state, { page: 2 }).toString()).to.equal(query);
  });

  it('takes what is wrong as not said, and starts over when the list changes', () => {
    const state = readTenantsState(new URLSearchParams('status=gone&sort=slug&page=0'));
    expect(state).to.deep.equal({ search: '', status: undefined, sort: 'name', page: 1 });
    expect(changeTenantsState({ ...state, page: 5 }, { search: 'x' }).toString()).to.equal('search=x');
  });
});
