/** Instants of SAML documents, judged with the clock skew that is allowed. */
import { SamlRefusal } from './refusal.ts';

export type Clock = { now: Date; skewSeconds: number };

/** SAML 2.0 core 1.3.3: UTC, written with a Z. */
const utcInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** The instant of an attribute; null when it is absent. */
export function instantOf(value: string | null, what: string): Date | null {
  if (value === null) return null;
  const instant = new Date(value);
  if (!utcInstant.test(value) || Number.isNaN(instant.getTime()))
    throw new SamlRefusal('time', `${what} is not an instant in UTC: ${value.slice(0, 40)}`);
  return instant;
}

/** The instant of an attribute that must be there. */
export function requiredInstant(value: string | null, what: string): Date {
  const instant = instantOf(value, what);
  if (instant === null) throw new SamlRefusal('time', `${what} is missing.`);
  return instant;
}

/** `instant` has been reached. */
export function hasBegun(instant: Date, clock: Clock): boolean {
  return instant.getTime() <= clock.now.getTime() + clock.skewSeconds * 1000;
}

/** `instant` lies ahead still; the instant itself is already too late. */
export function isAhead(instant: Date, clock: Clock): boolean {
  return instant.getTime() > clock.now.getTime() - clock.skewSeconds * 1000;
}
