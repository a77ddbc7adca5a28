/** How programs sign in. They have no page and so no origin; what they get is no cookie. */
import { createTokens, refreshTokens, revokeTokens } from '@frontdesk/contract';
import { ProblemError } from '../../core/errors.ts';
import { openRoute, type Route } from '../../core/route.ts';
import { recordSignIn } from './accounts.ts';
import { accountOfPassword } from './signIn.ts';
import { revokeTokens as revoke, startTokens, turnTokensOver } from './tokens.ts';

const options = { limit: 'sign-in', anyOrigin: true } as const;

export const tokenRoutes: readonly Route[] = [
  openRoute(createTokens, 'public', options, async ({ services, tenant, body }) => {
    const account = await accountOfPassword(services, tenant, body);
    return services.database.transaction(tenant.id, async (tx) => {
      await recordSignIn(tx, account.id, 'token');
      return startTokens(tx, services.config, tenant, account);
    });
  }),

  openRoute(refreshTokens, 'public', options, async ({ services, tenant, body }) => {
    const pair = await services.database.transaction(tenant.id, (tx) =>
      turnTokensOver(tx, services.config, tenant, body.refreshToken),
    );
    // Thrown here and not inside: the end of a family must not be rolled back.
    if (pair instanceof ProblemError) throw pair;
    return pair;
  }),

  openRoute(revokeTokens, 'public', options, async ({ services, tenant, body }) => {
    await services.database.transaction(tenant.id, (tx) => revoke(tx, body.refreshToken));
    return undefined;
  }),
];
