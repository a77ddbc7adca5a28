import { expect } from 'chai';
import { paths, safeReturnTo } from './paths.ts';

describe('paths', () => {
  it('carry only the state that differs from the default', () => {
    expect(paths.people()).to.equal('/people');
    expect(paths.people({ search: '', department: 'd1', page: 2 })).to.equal('/people?department=d1&page=2');
    expect(paths.signIn('/')).to.equal('/sign-in');
    expect(paths.signIn('/people?search=a b')).to.equal('/sign-in?returnTo=%2Fpeople%3Fsearch%3Da+b');
  });

  it('encode what comes from outside', () => {
    expect(paths.person('../tenants')).to.equal('/people/..%2Ftenants');
  });
});

describe('safeReturnTo', () => {
  it('keeps a place inside the application', () => {
    expect(safeReturnTo('/people?search=a#b', '/')).to.equal('/people?search=a#b');
  });

  for (const hostile of ['//evil.test', '/\\evil.test', '/\t/evil.test', 'https://evil.test', 'javascript:alert(1)']) {
    it(`does not follow ${JSON.stringify(hostile)}`, () => {
      expect(safeReturnTo(hostile, '/people')).to.equal('/people');
    });
  }

  it('does not lead into the API, or nowhere', () => {
    expect(safeReturnTo('/api/auth/saml/login', '/people')).to.equal('/people');
    expect(safeReturnTo('/a/..//evil.test', '/people')).to.equal('/people');
    expect(safeReturnTo(null, '/people')).to.equal('/people');
  });
});
