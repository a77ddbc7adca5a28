/** What a browser keeps for a host, and what it sent. */
import type { BrowserContext, Cookie, Request } from 'playwright-core';
import { sessionCookie } from '../../../backend/src/core/cookies.ts';

/** The session's cookie of a workspace, as the browser keeps it. */
export async function sessionCookieOf(context: BrowserContext, workspace: string): Promise<Cookie | undefined> {
  return (await context.cookies(workspace)).find(({ name }) => name === sessionCookie);
}

/** The names of the cookies that a request really carried. */
export async function cookieNamesIn(request: Request): Promise<string[]> {
  const { cookie = '' } = await request.allHeaders();
  return cookie
    .split('; ')
    .filter(Boolean)
    .map((pair) => String(pair.split('=', 1)[0]));
}
