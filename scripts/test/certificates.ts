/** Certificates for tests over HTTPS: an authority of their own, known to no browser but the one of the tests. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tls } from '../development/edge.ts';
import { keyPairIn } from '../development/keyPairs.ts';
import { requireProgram } from '../system-packages.ts';

const run = promisify(execFile);

/** Makes a certificate for these host names (`*.` stands for one label), signed by an authority in `folder`. */
export async function makeCertificate(folder: string, hosts: readonly string[]): Promise<Tls & { authority: string }> {
  await keyPairIn(folder, 'authority', 'Frontdesk tests');
  const at = (name: string) => join(folder, name);
  writeFileSync(at('extensions'), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}\n`);
  const openssl = (...args: string[]) => run(requireProgram('openssl'), args);
  const request = ['-newkey', 'rsa:2048', '-noenc', '-subj', '/CN=Frontdesk tests, server'];
  await openssl('req', ...request, '-keyout', at('server.key.pem'), '-out', at('server.request.pem'));
  const authority = ['-CA', at('authority.certificate.pem'), '-CAkey', at('authority.key.pem'), '-CAcreateserial'];
  const signed = ['-days', '30', '-extfile', at('extensions'), '-out', at('server.certificate.pem')];
  await openssl('x509', '-req', '-in', at('server.request.pem'), ...authority, ...signed);
  return {
    certificate: readFileSync(at('server.certificate.pem'), 'utf8'),
    privateKey: readFileSync(at('server.key.pem'), 'utf8'),
    authority: at('authority.certificate.pem'),
  };
}

/** Makes a home folder whose Chromium trusts the authority. */
export async function makeBrowserHome(home: string, authority: string): Promise<void> {
  const database = join(home, '.pki', 'nssdb');
  mkdirSync(database, { recursive: true });
  const certutil = (...args: string[]) => run(requireProgram('certutil'), ['-d', `sql:${database}`, ...args]);
  await certutil('-N', '--empty-password');
  await certutil('-A', '-t', 'C,,', '-n', 'Frontdesk tests', '-i', authority);
}
