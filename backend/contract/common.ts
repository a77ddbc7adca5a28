/** Shapes that several nouns share: identifiers, paging, addresses. */
import { z } from 'zod';

export const id = z.uuid();

/** An instant in UTC, ISO 8601. */
export const instant = z.iso.datetime();

/** An e-mail address, trimmed and in lower case; RFC 5321 allows 254 characters. */
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const personName = z.string().trim().min(1).max(100);

export const largestPageSize = 100;

/** A page of a list, counted from 1. */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(largestPageSize).default(50),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), total: z.int(), page: z.int(), pageSize: z.int() });
}
