/** Guards of invitations and tokens. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const invitations = ['isolation/invitations'];
const tokens = ['journeys/tokens'];

export const identityMutants: readonly Mutant[] = [
  ...mutantsOf('backend/src/features/identity/invitations.ts', invitations, [
    [
      'a used invitation is not shown',
      'AND i.accepted_at IS NULL AND i.expires_at > now()\n      AND',
      'AND i.expires_at > now()\n      AND',
    ],
    [
      'an invitation expires',
      'AND i.accepted_at IS NULL AND i.expires_at > now()\n      AND',
      'AND i.accepted_at IS NULL\n      AND',
    ],
    [
      'an invitation is used once, also by two at the same moment',
      'WHERE token_hash = ${hashOf(token)} AND accepted_at IS NULL RETURNING',
      'WHERE token_hash = ${hashOf(token)} RETURNING',
    ],
    ['an invitation opens no closed account', `AND a.status = 'active' AND p.status = 'active'`, ''],
    [
      'the token of an invitation holds its tenant',
      '`invitation\\n${tenantId}\\n${invitationId}`',
      '`invitation\\n${invitationId}`',
    ],
    [
      'no letter is sent for a used invitation',
      'AND i.accepted_at IS NULL AND i.expires_at > now()`);\n    if',
      'AND i.expires_at > now()`);\n    if',
    ],
  ]),
  ...mutantsOf('backend/src/features/identity/tokens.ts', tokens, [
    [
      'a token has this audience',
      `algorithms: ['HS256'],\n      audience: originOf(config, tenant.slug),`,
      `algorithms: ['HS256'],`,
    ],
    ['a token has this issuer', '      issuer: config.PUBLIC_URL,\n    });\n    const', '    });\n    const'],
    ['a token has one algorithm', `algorithms: ['HS256'],`, `algorithms: ['HS256', 'HS512'],`],
    ['a token ends', `algorithms: ['HS256'],`, `algorithms: ['HS256'], ignoreExpiration: true,`],
    [
      'the key of tokens is the tenant’s own',
      `config.TOKEN_SECRET, tenant.id, 'access token'`,
      `config.TOKEN_SECRET, '', 'access token'`,
    ],
    [
      'a second use of a refresh token ends its family',
      'await endFamily(tx, row.family_id);\n    await recordAudit',
      'await recordAudit',
    ],
    ['a refresh token is good once', 'SET used_at = now() WHERE', 'SET used_at = used_at WHERE'],
    ['a refresh token ends with its revocation', 'if (row) await endFamily(tx, row.family_id);', ''],
  ]),
  ...mutantsOf('backend/src/features/identity/tokens.ts', invitations, [
    ['of two uses at the same moment one waits', '\n    FOR UPDATE OF r`', '`'],
    ['a refresh token expires', 'r.expires_at > now() AND a.status', 'a.status'],
    [
      'a refresh token of a closed account is nothing',
      `AND a.status = 'active' AND p.status = 'active' AS good`,
      'AS good',
    ],
  ]),
  ...mutantsOf('backend/src/features/identity/tokenRoutes.ts', tokens, [
    [
      'the end of a family is not rolled back',
      'turnTokensOver(tx, services.config, tenant, body.refreshToken),\n    );',
      'turnTokensOver(tx, services.config, tenant, body.refreshToken).then((pair) => {\n        if (pair instanceof ProblemError) throw pair;\n        return pair;\n      }),\n    );',
    ],
  ]),
  ...mutantsOf('backend/src/features/identity/authenticate.ts', tokens, [
    [
      'a bad token is nobody, whatever cookie comes with it',
      'return actorOfToken(services.config, tenant, bearer);',
      'return actorOfToken(services.config, tenant, bearer) ?? actorOfSession(services, tenant, request);',
    ],
  ]),
  ...mutantsOf(
    'backend/src/features/identity/signIn.ts',
    ['journeys/signIn'],
    [['a password must fit', '!account || !fits ||', '!account ||']],
  ),
];
