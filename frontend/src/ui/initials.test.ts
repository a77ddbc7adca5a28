import { expect } from 'chai';
import { initials, nameColor, nameColors } from './initials.ts';

describe('initials', () => {
  it('takes the first letters of the first and the last name', () => {
    expect(['Ada Lovelace', 'Jean-Luc de la Tour', 'Zoë', "  ‘Óscar’ O'Neil ", ''].map(initials)).to.deep.equal([
      'AL',
      'JT',
      'Z',
      'ÓO',
      '?',
    ]);
  });
});

describe('nameColor', () => {
  it('stays the same for a name', () => {
    expect(nameColor('Ada Lovelace')).to.equal(nameColor('Ada Lovelace'));
    expect(nameColors).to.include(nameColor('Grace Hopper'));
  });

  it('leaves white text readable on every colour', () => {
    for (const color of nameColors) expect(1.05 / (luminance(color) + 0.05), color).to.be.at.least(4.5);
  });
});

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
