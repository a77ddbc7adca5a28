/** What the codes mean that the server puts into the sign-in page's address. */

const sentences: Record<string, string> = {
  sso: 'Your identity provider and this workspace did not agree. Try again; if it keeps failing, tell an admin of your organization.',
};

export function signInErrors(code: string): string {
  return (Object.hasOwn(sentences, code) && sentences[code]) || 'Please try again.';
}
