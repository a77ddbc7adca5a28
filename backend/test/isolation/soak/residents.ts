/** Tenants full of canaries. */
import { randomBytes } from 'node:crypto';
import { sessionCookie } from '../../../src/core/cookies.ts';
import { newId } from '../../../src/core/identifiers.ts';
import type { Services } from '../../../src/core/services.ts';
import { sql } from '../../../src/core/sql.ts';
import { originOf } from '../../../src/core/tenant.ts';
import { provisionTenant } from '../../../src/features/console/public.ts';
import { createPerson } from '../../../src/features/directory/public.ts';
import { sessionsOf } from '../../../src/features/identity/public.ts';
import type { Resident } from './traffic.ts';

/** A slug that looks like no other. */
const slugOf = (canary: string) =>
  `soak-${[...canary].map((letter) => 'abefghjkmpqtuxyz'[letter.charCodeAt(0) % 16]).join('')}`;

/** Makes a tenant whose name, people, titles and department hold its canary, and signs its admin in. */
export async function makeResident(services: Services): Promise<Resident> {
  const canary = `canary${randomBytes(6).toString('hex')}`;
  const slug = `${slugOf(canary.slice(6))}-${[...randomBytes(8)].map((byte) => 'abefghjkmpqtuxyz'[byte % 16]).join('')}`;
  const admin = { givenName: 'Canary', familyName: canary, email: `${canary}@soak.example` };
  const id = await provisionTenant(services, { slug, name: `Tenant ${canary}`, admin }, null);
  const personIds = await services.database.transaction(id, async (tx) => {
    const departmentId = newId();
    await tx.query(sql`INSERT INTO departments (id, name) VALUES (${departmentId}, ${canary})`);
    const ids = Array.from({ length: 5 }, () => newId());
    for (const [nth, personId] of ids.entries()) {
      await createPerson(tx, {
        id: personId,
        givenName: `Canary ${nth}`,
        familyName: canary,
        email: `${nth}.${canary}@soak.example`,
        title: canary,
        departmentId,
      });
    }
    return ids;
  });
  const [account] = await services.database
    .read(id)
    .query<{ id: string; person_id: string }>(sql`SELECT id, person_id FROM accounts`);
  if (!account) throw new Error('the provisioned tenant has no account');
  const { secret } = await sessionsOf(services, id).start({
    ownerId: account.id,
    data: { personId: account.person_id, role: 'admin', signedInBy: 'password', saml: null },
    userAgent: canary,
    address: '127.0.0.1',
  });
  const origin = originOf(services.config, slug);
  return {
    id,
    slug,
    canary,
    host: new URL(origin).host,
    origin,
    cookie: `${sessionCookie}=${secret}`,
    personIds,
    importIds: [],
  };
}
