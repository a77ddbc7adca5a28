/** The one error of the SAML pipeline: a reason for machines, a sentence for the tenant's admin. */

export type RefusalReason =
  | 'too-large'
  | 'encoding'
  | 'forbidden-construct'
  | 'malformed'
  | 'too-complex'
  | 'structure'
  | 'signature-missing'
  | 'signature-shape'
  | 'signature-invalid'
  | 'algorithm'
  | 'decryption'
  | 'library'
  | 'version'
  | 'id'
  | 'issuer'
  | 'destination'
  | 'recipient'
  | 'audience'
  | 'status'
  | 'in-response-to'
  | 'subject'
  | 'name-id'
  | 'confirmation'
  | 'conditions'
  | 'authentication-statement'
  | 'time'
  | 'request-unknown'
  | 'other-browser'
  | 'replayed';

/** Thrown for every document that is not accepted. `message` is for the admin's trace, never for the end user. */
export class SamlRefusal extends Error {
  readonly reason: RefusalReason;
  /** Where in the document the scan stopped; null for later stages. */
  readonly position: number | null;

  constructor(reason: RefusalReason, message: string, options?: { position?: number; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.name = 'SamlRefusal';
    this.reason = reason;
    this.position = options?.position ?? null;
  }
}

/** One check of the pipeline: goes on when `condition` holds. */
export function mustHold(condition: boolean, reason: RefusalReason, message: string): asserts condition {
  if (!condition) throw new SamlRefusal(reason, message);
}
