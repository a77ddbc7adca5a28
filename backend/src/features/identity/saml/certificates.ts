/** The certificates of an identity provider: what is stored, what an admin is shown, what is refused. */
import { X509Certificate } from 'node:crypto';

export type TrustedCertificate = { pem: string; sha256: string; subject: string; validFrom: Date; validTo: Date };

/** Thrown with a sentence for the admin who entered the certificate. */
export class CertificateError extends Error {}

/** Reads a certificate given as PEM or as the base64 of a metadata document. */
export function readCertificate(text: string): TrustedCertificate {
  const body = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  const certificate = parse(body);
  const { publicKey } = certificate;
  if (publicKey.asymmetricKeyType !== 'rsa')
    throw new CertificateError('The signing certificate has no RSA key. Only RSA keys are supported.');
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new CertificateError('The signing certificate’s key is too short. It must have at least 2048 bits.');
  return {
    pem: certificate.toString().trim(),
    sha256: certificate.fingerprint256,
    subject: certificate.subject,
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
  };
}

function parse(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    throw new CertificateError('A signing certificate cannot be read.');
  }
}

/** The base64 body of a PEM certificate, on one line, as XML documents want it. */
export function certificateBody(pem: string): string {
  return pem.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
}
