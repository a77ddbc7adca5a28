/** Self-signed certificates for tests: a key pair of Node's, and the little DER that X.509 needs around it. */
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export type SigningKey = { privateKey: string; certificate: string };

/** A fresh key with a certificate that is valid from yesterday for two years. */
export function newSigningKey(commonName: string, modulusLength = 2048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const sha256WithRsa = sequence(tagged(0x06, hex('2a864886f70d01010b')), tagged(0x05));
  const name = sequence(tagged(0x31, sequence(tagged(0x06, hex('550403')), tagged(0x0c, Buffer.from(commonName)))));
  const day = 24 * 60 * 60 * 1000;
  const body = sequence(
    tagged(0x02, Buffer.concat([hex('01'), randomBytes(8)])),
    sha256WithRsa,
    name,
    sequence(utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + 730 * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  const certificate = sequence(body, sha256WithRsa, tagged(0x03, Buffer.concat([hex('00'), signature])));
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const hex = (digits: string) => Buffer.from(digits, 'hex');

function tagged(tag: number, content: Buffer = Buffer.alloc(0)): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));

function utcTime(date: Date): Buffer {
  return tagged(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}
