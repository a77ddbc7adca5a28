/** Identifiers as types of their own, so that one kind can't be given where another is meant. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A tenant's uuid, in small letters. Everything outside the database that holds tenant data is keyed by it. */
export type TenantId = Branded<string, 'TenantId'>;

const uuid = z.uuid();

/** @throws ZodError when the text is no uuid */
export function tenantId(text: string): TenantId {
  return uuid.parse(text.toLowerCase()) as TenantId;
}

/** A new identifier: a UUID version 7 (RFC 9562 §5.7), which sorts by its time and so keeps indexes compact. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
