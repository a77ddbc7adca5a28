/** From the posted form field to text: size first, then strict base64, then strict UTF-8. */
import { mustHold, SamlRefusal } from './refusal.ts';

/** Real responses have 5 to 40 KB, with hundreds of groups 100 KB. */
export const maximumBase64Length = 256 * 1024;

/** The XML text of a SAMLResponse field. */
export function decodeResponse(field: string): string {
  mustHold(
    field.length <= maximumBase64Length,
    'too-large',
    `The response is larger than ${maximumBase64Length} bytes.`,
  );
  // RFC 2045 allows line breaks, and some identity providers write them.
  const base64 = field.replace(/[\r\n]/g, '');
  const bytes = Buffer.from(base64, 'base64');
  mustHold(
    bytes.length > 0 && bytes.toString('base64') === base64,
    'encoding',
    'The SAMLResponse field is empty or not well-formed base64.',
  );
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SamlRefusal('encoding', 'The response is not UTF-8 text.', { cause });
  }
}
