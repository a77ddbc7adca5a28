/** Guards of what lies outside the database: keys, caches, limits; and of slugs. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const keys = ['isolation/keys'];

export const keyMutants: readonly Mutant[] = [
  ...mutantsOf(
    'backend/src/features/identity/sessions.ts',
    ['isolation/routes'],
    [['the key of a session holds its tenant', 'tenantKey(tenantId, kind, name)', '`{t}:${kind}:${name}` as never']],
  ),
  ...mutantsOf('backend/src/core/redis.ts', keys, [
    ['keys of a tenant begin with it', '[`{t:${tenantId}}`, kind,', `['{t}', kind,`],
    [
      'the parts of a key can’t run into each other',
      "kind, ...parts.map(part)].join(':') as TenantKey",
      "kind, ...parts].join(':') as TenantKey",
    ],
  ]),
  ...mutantsOf('backend/src/processes/limits.ts', keys, [
    [
      'the key of a limit holds its tenant',
      `context.tenant ? tenantKey(context.tenant.id, 'limit', ...parts) : platformKey`,
      'platformKey',
    ],
    [
      'sign-ins are counted by the address that they name',
      'limit: LIMIT_SIGN_IN_PER_QUARTER_HOUR,',
      'limit: 1_000_000,',
    ],
    ['a limit counts an address however it is written', 'address.trim().toLowerCase().slice(0, 254)', 'address'],
  ]),
  ...mutantsOf(
    'backend/src/processes/limits.ts',
    ['journeys/failures'],
    [
      [
        'limits fail closed',
        'next(error === undefined || own ? error : unavailable(undefined, error));',
        'next(own ? error : undefined);',
      ],
    ],
  ),
  ...mutantsOf(
    'backend/src/core/redis.ts',
    ['journeys/failures'],
    [
      [
        'sessions fail closed',
        `throw unavailable('Sign-in is not available right now. Try again in a moment.', error);`,
        'return (void error, null as Result);',
      ],
    ],
  ),
  ...mutantsOf('backend/src/core/storage.ts', keys, [
    ['the key of an object begins with its tenant', '`tenants/${tenantId}/${kind}/${id}`', '`tenants/${kind}/${id}`'],
    [
      'an object’s key holds nothing that a person chose',
      'if (!/^[a-z-]+$/.test(kind) || !/^[0-9a-f-]{36}$/.test(id))',
      'if (false as boolean)',
    ],
  ]),
  ...mutantsOf(
    'backend/src/core/hints.ts',
    ['journeys/realtime'],
    [['rooms are tenants’', '`tenant:${tenantId}` as Room', `'tenant' as Room`]],
  ),
  ...mutantsOf(
    'backend/src/core/sessions.ts',
    [...keys, 'journeys/signIn'],
    [
      [
        'Redis knows a session by a hash',
        `return createHash('sha256').update(secret).digest('base64url');`,
        'return secret;',
      ],
      [
        'a session is ended by its owner alone',
        'if (session?.ownerId !== ownerId) return false;',
        'if (!session) return false;',
      ],
    ],
  ),
  ...mutantsOf(
    'backend/src/features/identity/sessions.ts',
    ['journeys/signIn'],
    [['a sign-in ends the session before', 'if (old) await store.end(old.ownerId, old.id);', '']],
  ),
  ...mutantsOf(
    'backend/src/core/cookies.ts',
    ['journeys/signIn'],
    [['the session’s cookie is this very host’s', `'__Host-frontdesk_session'`, `'frontdesk_session'`]],
  ),
  ...mutantsOf(
    'backend/src/features/tenants/resolve.ts',
    ['journeys/console'],
    [
      [
        'a deleted tenant is gone',
        `if (!row || row.status === 'deleted') return undefined;`,
        'if (!row) return undefined;',
      ],
      ['a change of a tenant is heard', `parts.subscriber.on('message', (_channel, slug) => known.delete(slug));`, ''],
    ],
  ),
  ...mutantsOf(
    'backend/src/features/tenants/slug.ts',
    ['tenants/slug'],
    [
      ['reserved slugs are refused', 'if (reservedSkeletons.has(skeletonOf(label)))', 'if (false as boolean)'],
      [
        'what looks like a reserved slug is refused',
        'if (reservedSkeletons.has(skeletonOf(label)))',
        'if ((reserved as readonly string[]).includes(label))',
      ],
      ['a slug is no number', String.raw`if (/^\d+$/.test(label)) return 'Use at least one letter.';`, ''],
      ['rn looks like m', `[/rn/g, 'm'],`, ''],
      ['1 and i look like l', `[/[1i]/g, 'l'],`, ''],
    ],
  ),
  ...mutantsOf(
    'backend/contract/tenants.ts',
    ['tenants/slug'],
    [
      [
        'a slug has no two hyphens in a row',
        '.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/,',
        '.regex(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/,',
      ],
    ],
  ),
  ...mutantsOf(
    'backend/src/features/tenants/tenants.ts',
    ['journeys/console'],
    [
      ['a new tenant’s slug is checked', `if (fault) throw validation([{ field: 'slug', message: fault }]);`, ''],
      [
        'a new tenant’s slug looks like no other',
        '${skeletonOf(tenant.slug)}, ${tenant.name}',
        '${tenant.slug}, ${tenant.name}',
      ],
      [
        'a deleted tenant stays deleted',
        `if (row.status === 'deleted' && status !== 'deleted')\n    throw`,
        `if (false as boolean)\n    throw`,
      ],
    ],
  ),
];
