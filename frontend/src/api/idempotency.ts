/**
 * Keys for `Idempotency-Key`. A request that got no definite answer keeps its key when it is sent again, so that
 * the server does the work once; anything else is a new request with a new key.
 */
export type IdempotencyKeys = {
  keyFor(request: unknown): string;
  /** Call with the HTTP status of the answer; 0 when none came. */
  answered(request: unknown, status: number): void;
};

export function idempotencyKeys(newKey: () => string = () => crypto.randomUUID()): IdempotencyKeys {
  const open = new Map<string, string>();
  return {
    keyFor(request) {
      const fingerprint = JSON.stringify(request) ?? '';
      const key = open.get(fingerprint) ?? newKey();
      open.set(fingerprint, key);
      return key;
    },
    answered(request, status) {
      const definite = status > 0 && status < 500 && status !== 429;
      if (definite) open.delete(JSON.stringify(request) ?? '');
    },
  };
}
