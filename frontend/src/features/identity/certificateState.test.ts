import { expect } from 'chai';
import { certificateState } from './certificateState.ts';

describe('certificateState', () => {
  const label = (from: string, to: string) => certificateState(from, to, Date.parse('2026-06-15T12:00:00Z')).label;

  it('says when someone has to act', () => {
    expect(label('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).to.equal('Valid');
    expect(label('2026-01-01T00:00:00Z', '2026-06-20T12:00:00Z')).to.equal('Expires in 5 days');
    expect(label('2026-01-01T00:00:00Z', '2026-06-15T18:00:00Z')).to.equal('Expires today');
    expect(label('2026-01-01T00:00:00Z', '2026-06-15T12:00:00Z')).to.equal('Expired');
    expect(label('2026-07-01T00:00:00Z', '2027-01-01T00:00:00Z')).to.equal('Not valid yet');
  });
});
