/** Opens an EncryptedAssertion. What comes out was written by anyone who has our public key, so it is scanned again. */
import type { Element } from '@xmldom/xmldom';
import { decrypt } from 'xml-encryption';
import { checkAlgorithms } from './algorithms.ts';
import { SamlRefusal } from './refusal.ts';
import { scan } from './scan.ts';
import { checkAssertionStructure } from './structure.ts';

/** The assertion's XML text; refuses alike whatever went wrong, so that nothing can be learned by trying. */
export async function decryptAssertion(encrypted: Element, privateKey: string | null): Promise<string> {
  if (privateKey === null)
    throw new SamlRefusal('decryption', 'The assertion is encrypted, and there is no key for it.');
  const key = privateKey;
  const xml = await new Promise<string>((resolve, reject) => {
    decrypt(encrypted.toString(), { key, disallowDecryptionWithInsecureAlgorithm: true }, (error, text) =>
      error === null && typeof text === 'string' ? resolve(text) : reject(error),
    );
  }).catch((cause: unknown) => {
    throw new SamlRefusal('decryption', 'The assertion cannot be decrypted with this service’s key.', { cause });
  });
  const outline = scan(xml);
  checkAssertionStructure(outline);
  checkAlgorithms(outline);
  return xml;
}
