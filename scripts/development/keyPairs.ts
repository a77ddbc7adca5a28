/** RSA keys with a self-signed certificate, made once and kept as PEM files. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '../system-packages.ts';

export type KeyPair = { readonly privateKey: string; readonly certificate: string };

/** The key pair called `name` in `folder`; `commonName` is what its certificate says. */
export async function keyPairIn(folder: string, name: string, commonName: string): Promise<KeyPair> {
  const key = join(folder, `${name}.key.pem`);
  const certificate = join(folder, `${name}.certificate.pem`);
  if (!existsSync(certificate)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const subject = `/CN=${commonName.replace(/[/\\+=]/g, ' ')}`;
    const options = ['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-sha256', '-days', '3650', '-subj', subject];
    await promisify(execFile)(requireProgram('openssl'), [...options, '-keyout', key, '-out', `${certificate}.part`]);
    await rename(`${certificate}.part`, certificate);
  }
  return { privateKey: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
}
