import * as contract from '@frontdesk/contract';
import { expect } from 'chai';
import { endpoints } from './endpoints.ts';

describe('the table of endpoints', () => {
  for (const [name, [method, path]] of Object.entries(endpoints)) {
    it(`has ${name} as the contract has it`, () => {
      expect(contract).to.have.property(name).that.includes({ method, path });
    });
  }
});
