import { expect } from 'chai';
import { deviceName } from './deviceName.ts';

describe('deviceName', () => {
  it('names browser and system', () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';
    expect(deviceName(chrome)).to.equal('Chrome on Linux');
    expect(deviceName(`${chrome} Edg/130.0`)).to.equal('Edge on Linux');
    expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1')).to.equal(
      'Safari on iPhone',
    );
  });

  it('shows what it does not know as it is', () => {
    expect(deviceName('curl/8.0')).to.equal('curl/8.0');
    expect(deviceName('')).to.equal('Unknown device');
  });
});
