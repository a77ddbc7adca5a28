/** Where a person goes on after signing in: a path of this workspace and nothing else. */

const maximumLength = 1000;

/** The path when it is a local one, `/` otherwise. Browsers read `//` and `/\` as another host. */
export function localPath(path: unknown): string {
  if (typeof path !== 'string' || path.length > maximumLength) return '/';
  // A backslash or a control character anywhere may be turned into, or drop out before, a slash.
  if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(path)) return '/';
  const here = 'https://workspace.invalid';
  return URL.parse(path, here)?.origin === here ? path : '/';
}
