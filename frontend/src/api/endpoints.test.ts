import * as contract from '@frontdesk/contract';
import { expect } from 'chai';
import { endpoints } from './endpoints.ts';

describe('the table of endpoints', () => {
  it('names every endpoint of the contract with its method and path', () => {
    const promised: Record<string, [string, string]> = {};
    for (const [name, value] of Object.entries(contract)) {
      if (typeof value === 'object' && 'path' in value && 'method' in value)
        promised[name] = [value.method, value.path];
    }
    expect(endpoints).to.deep.equal(promised);
  });
});
