import { expect } from 'chai';
import { changePeopleState, readPeopleState, toFilter } from './peopleState.ts';

const department = '0198c1f2-0000-7000-8000-000000000001';
const read = (query: string) => readPeopleState(new URLSearchParams(query));

describe('the state of the people list', () => {
  it('is read from the address', () => {
    expect(read(`search=jonson&sort=-title&page=3&department=${department}`)).to.deep.equal({
      search: 'jonson',
      sort: '-title',
      page: 3,
      department,
    });
  });

  it('takes what is wrong in the address as not said', () => {
    for (const query of ['', 'sort=password&page=-1&department=x', 'sort=toString&page=2.5', 'page=99999999']) {
      expect(read(query)).to.deep.equal({ search: '', sort: undefined, page: 1, department: undefined });
    }
  });

  it('leads back to the first page when the search, the filter or the order changes', () => {
    const current = read('search=ada&page=3');
    expect(changePeopleState(current, { search: 'grace' })).to.include({ search: 'grace', page: undefined });
    expect(changePeopleState(current, { sort: 'title' })).to.include({ search: 'ada', sort: 'title', page: undefined });
    expect(changePeopleState(current, { page: 4 })).to.include({ search: 'ada', page: 4 });
  });

  it('keeps the order by name in the address only beside a search, which has an order of its own', () => {
    expect(changePeopleState(read(''), { sort: 'name' }).sort).to.equal(undefined);
    expect(changePeopleState(read('search=ada'), { sort: 'name' }).sort).to.equal('name');
  });

  it('asks the server for nothing that goes without saying', () => {
    expect(toFilter(read(''))).to.deep.equal({});
    expect(toFilter(read(`department=${department}&page=2`))).to.deep.equal({ departmentId: department, page: 2 });
  });
});
