import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { openApiOf } from '../../src/processes/openapi.ts';
import { routes } from '../../src/processes/routes.ts';

describe('docs/openapi.json', () => {
  it('says what the program’s routes say (else run `npm run docs:api`)', () => {
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).to.deep.equal(
      JSON.parse(JSON.stringify(openApiOf(routes))),
    );
  });

  it('describes every route that has a contract', () => {
    const { paths } = openApiOf(routes) as { paths: Record<string, object> };
    const described = Object.values(paths).flatMap((path) => Object.keys(path));
    expect(described).to.have.length(routes.filter(({ endpoint }) => endpoint).length);
  });
});
