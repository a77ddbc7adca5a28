/** Builds the address of an API call from a path pattern, its parameters and its query. */

type Values = Readonly<Record<string, unknown>>;

export function address(pattern: string, params: Values = {}, query: Values = {}): string {
  const path = pattern.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name];
    if (typeof value !== 'string' || value === '') throw new TypeError(`The path ${pattern} needs “${name}”.`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}
