/** Every address inside the application; links are built here and nowhere else. */

/** The state of the people list that its address carries; what is left out has its default. */
export type PeopleState = { search?: string; department?: string; sort?: string; page?: number };

function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

export const paths = {
  home: '/',
  signIn: (returnTo?: string) => withQuery('/sign-in', { returnTo: returnTo === '/' ? undefined : returnTo }),
  invitation: '/invitation',

  people: (state: PeopleState = {}) => withQuery('/people', state),
  person: (personId: string) => `/people/${encodeURIComponent(personId)}`,
  imports: '/people/import',
  import: (importId: string, outcome?: string) =>
    withQuery(`/people/import/${encodeURIComponent(importId)}`, { outcome }),
  departments: '/departments',

  settings: '/settings',
  sessions: '/settings/sessions',
  singleSignOn: '/settings/single-sign-on',

  tenants: '/tenants',
  newTenant: '/tenants/new',
  tenant: (tenantId: string) => `/tenants/${encodeURIComponent(tenantId)}`,

  /** Where the server begins a SAML sign-in; a real navigation, not a client-side route. */
  singleSignOnStart: (returnTo: string) => withQuery('/api/auth/saml/login', { returnTo }),
} as const;

/** A place inside this application to go back to; anything that could lead elsewhere becomes the fallback. */
export function safeReturnTo(value: string | null | undefined, fallback: string): string {
  if (!value?.startsWith('/')) return fallback;
  const base = 'https://frontdesk.invalid';
  // Browsers read `/\host` and `/<tab>/host` as another site; the URL parser knows all of these.
  if (!URL.canParse(value, base)) return fallback;
  const url = new URL(value, base);
  if (url.origin !== base || url.pathname.startsWith('//') || url.pathname.startsWith('/api/')) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}
