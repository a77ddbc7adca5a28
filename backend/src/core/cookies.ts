/**
 * Cookies of the browser. Each begins with `__Host-`: only then is it sure that this very host set it, because a sibling
 * subdomain can set cookies for the parent domain (RFC 6265bis §4.1.3.2).
 */

import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

export const sessionCookie = '__Host-frontdesk_session';
export const operatorCookie = '__Host-frontdesk_operator';
/** Binds a SAML request to the browser that began it. Comes back on a cross-site post, so it must be SameSite=None. */
export const samlCookie = '__Host-frontdesk_saml';

export function readCookie(request: Pick<Request, 'headers'>, name: string): string | undefined {
  const header = request.headers.cookie;
  return header === undefined ? undefined : parseCookie(header)[name];
}

/** @param options `maxAge` in seconds; without it the cookie ends with the browser */
export function setCookie(
  response: Response,
  name: string,
  value: string,
  options: { sameSite: 'lax' | 'none'; maxAge?: number },
): void {
  response.append(
    'Set-Cookie',
    stringifySetCookie({ name, value, ...options, path: '/', httpOnly: true, secure: true }),
  );
}

export function clearCookie(response: Response, name: string, sameSite: 'lax' | 'none'): void {
  setCookie(response, name, '', { sameSite, maxAge: 0 });
}
