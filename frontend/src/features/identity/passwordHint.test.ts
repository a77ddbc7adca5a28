import { newPassword } from '@frontdesk/contract';
import { expect } from 'chai';
import { minPasswordLength, passwordHint } from './passwordHint.ts';

describe('passwordHint', () => {
  it('asks for as many characters as the server does', () => {
    expect(newPassword.safeParse('x'.repeat(minPasswordLength)).success).to.equal(true);
    expect(newPassword.safeParse('x'.repeat(minPasswordLength - 1)).success).to.equal(false);
  });

  it('counts what is missing, and then praises length', () => {
    expect(passwordHint('').text).to.equal('');
    expect(passwordHint('12345678901').text).to.equal('1 more character to go.');
    expect(passwordHint('123456789012').percent).to.equal(75);
    expect(passwordHint('correct horse battery').text).to.equal('Strong.');
  });
});
