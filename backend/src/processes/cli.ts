/**
 * The command line of an operator on the machine:
 *   tenant create <slug> --name "Acme" --admin ada@acme.example [--admin-given-name Ada] [--admin-family-name Lovelace]
 *   operator create <email> --name "Olive Operator"     (the password is read from standard input)
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { email, newPassword, provisionTenantBody } from '@frontdesk/contract';
import { z } from 'zod';
import { loadConfig } from '../core/config.ts';
import { ProblemError } from '../core/errors.ts';
import { openServices, type Services } from '../core/services.ts';
import { originOf } from '../core/tenant.ts';
import { provisionTenant, saveOperator } from '../features/console/public.ts';

const usage = `Usage:
  npm run cli -- tenant create <slug> --name <name> --admin <email> [--admin-given-name <name>] [--admin-family-name <name>]
  npm run cli -- operator create <email> --name <name>   (password on standard input)`;

export async function runCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      admin: { type: 'string' },
      'admin-given-name': { type: 'string' },
      'admin-family-name': { type: 'string' },
    },
  });
  const [noun, verb, subject] = positionals;
  const command = commands[`${noun} ${verb}`];
  if (!command || subject === undefined || positionals.length !== 3) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const config = loadConfig();
  const services = await openServices({ ...config, LOG_LEVEL: 'error' }, 'cli');
  try {
    process.stdout.write(`${await command(services, subject, values)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  } finally {
    await services.close();
  }
}

type Options = Readonly<Record<string, string | undefined>>;

const commands: Readonly<Record<string, (services: Services, subject: string, options: Options) => Promise<string>>> = {
  'tenant create': async (services, slug, options) => {
    const admin = options.admin ?? '';
    const localPart = admin.split('@')[0] ?? '';
    const wanted = provisionTenantBody.parse({
      slug,
      name: options.name ?? '',
      admin: {
        email: admin,
        givenName: options['admin-given-name'] ?? localPart,
        familyName: options['admin-family-name'] ?? 'Admin',
      },
    });
    await provisionTenant(services, wanted, null);
    return `${wanted.name} is at ${originOf(services.config, wanted.slug)}; the invitation to ${wanted.admin.email} is on its way.`;
  },

  'operator create': async (services, address, options) => {
    const password = newPassword.parse((await text(process.stdin)).replace(/\r?\n$/, ''));
    const operator = { email: email.parse(address), name: options.name ?? address, password };
    await services.platform.transaction((tx) => saveOperator(tx, operator));
    return `${operator.email} may sign in at ${originOf(services.config, 'admin')}.`;
  },
};

/** What went wrong, naming the option or field. */
function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('\n');
  if (error instanceof ProblemError)
    return [error.message, ...(error.errors ?? []).map(({ field, message }) => `${field}: ${message}`)].join('\n');
  throw error;
}
