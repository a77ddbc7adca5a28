/**
 * The entry of the navigation that a path belongs to: the longest address that it lies at or below, so that a person's
 * page belongs to People, and the import, which has an entry of its own, does not.
 */
export function currentEntry(addresses: readonly string[], path: string): string | undefined {
  return addresses
    .filter((address) => path === address || path.startsWith(`${address}/`))
    .reduce<string | undefined>((longest, one) => (one.length > (longest?.length ?? 0) ? one : longest), undefined);
}
