/** Puts the demo organizations into a stack; for `startStack`'s option `seed`. */
import type { DemoSignIn } from './demo/seed.ts';
import type { Seedable } from './stack.ts';

/** Makes what is not there yet, and returns the sign-ins by password. */
export async function seedStack({ environment, identityProviderMetadata }: Seedable): Promise<DemoSignIn[]> {
  // Loaded late: it brings half of the backend, and the services are up sooner without it.
  const [{ loadConfig }, { openServices }, { seedDemo }] = await Promise.all([
    import('../../backend/src/core/config.ts'),
    import('../../backend/src/core/services.ts'),
    import('./demo/seed.ts'),
  ]);
  const services = await openServices({ ...loadConfig(environment), LOG_LEVEL: 'error' }, 'demo');
  try {
    await services.storage.prepare();
    return await seedDemo({ services, identityProviderMetadata });
  } finally {
    await services.close();
  }
}
