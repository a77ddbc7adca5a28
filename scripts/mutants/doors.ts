/** Guards at the doors of the program: HTTP, sockets, jobs. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const routes = ['isolation/routes'];
const realtime = ['journeys/realtime', 'isolation/siblings'];
const access = ['isolation/access'];
const doors = ['isolation/doors'];

const web = [
  ...mutantsOf('backend/src/processes/web.ts', routes, [
    ['a write must come from the workspace’s own page', `request.get('origin') === context.origin;`, 'true;'],
    [
      'a write without an origin is refused',
      `request.get('origin') === context.origin;`,
      `(request.get('origin') ?? context.origin) === context.origin;`,
    ],
    [
      'a path of the other surface is nothing',
      `if ((context.tenant !== undefined) !== (route.surface === 'workspace')) return next('route');`,
      '',
    ],
    ['access is checked', '    checkAccess(route, context);\n', ''],
    [
      'a suspended workspace answers one path alone',
      `if (context.tenant?.status === 'suspended' && route.path !== openWhenSuspended) throw workspaceSuspended();`,
      '',
    ],
  ]),
  ...mutantsOf(
    'backend/src/core/tenant.ts',
    ['isolation/siblings'],
    [
      ['the host ends with the base domain', 'match?.[2] === base ? match[1] : undefined', 'match?.[1]'],
      [
        'the host is one label before the base domain',
        'match?.[2] === base ? match[1] : undefined',
        'match?.[2]?.endsWith(base) ? match[1] : undefined',
      ],
    ],
  ),
  ...mutantsOf('backend/src/core/route.ts', routes, [
    [
      'a permission is asked for',
      `if (access !== 'signed-in' && !actor.permissions.some((permission) => permission === access)) throw forbidden();`,
      '',
    ],
    ['the console asks for an operator', 'if (!context.operator) throw unauthenticated();', ''],
  ]),
  ...mutantsOf('backend/src/core/route.ts', doors, [
    [
      'an answer is parsed',
      'response.status(status).json(endpoint.response.parse(result))',
      'response.status(status).json(result)',
    ],
    ['an input that is wrong is refused', 'if (errors.length > 0) throw validation(errors);', ''],
    [
      'an Idempotency-Key belongs to an account',
      'once(tx, { accountId: actor.accountId, key',
      'once(tx, { accountId: context.tenant.id, key',
    ],
    [
      'the fingerprint of a repeated write holds its path',
      'fingerprintOf(request.method, request.path, input)',
      `fingerprintOf(request.method, '', input)`,
    ],
  ]),
  ...mutantsOf(
    'backend/src/core/idempotency.ts',
    ['journeys/errands'],
    [
      [
        'a key that was used for another request is refused',
        'if (kept?.fingerprint !== fingerprint) {',
        'if (kept === undefined) {',
      ],
      ['a repeated write is done once', 'if (taken.length === 0) {', 'if (false as boolean) {'],
    ],
  ),
];

const permission = (file: string, find: string, replace: string, guard: string): Mutant => ({
  guard,
  file,
  find,
  replace,
  tests: access,
});
const directory = 'backend/src/features/directory/routes.ts';

const permissions = [
  permission(
    directory,
    `contract.listPeople, 'directory.read'`,
    `contract.listPeople, 'signed-in'`,
    'the list of people has its permission',
  ),
  permission(
    directory,
    `contract.getPerson, 'directory.read'`,
    `contract.getPerson, 'signed-in'`,
    'a person’s page has its permission',
  ),
  permission(
    directory,
    `contract.listDepartments, 'directory.read'`,
    `contract.listDepartments, 'signed-in'`,
    'the departments have their permission',
  ),
  permission(
    directory,
    `contract.listPeopleImports, 'directory.import'`,
    `contract.listPeopleImports, 'directory.read'`,
    'the list of imports has its permission',
  ),
  permission(
    directory,
    `contract.createPeopleImport,\n    'directory.import'`,
    `contract.createPeopleImport,\n    'directory.read'`,
    'the upload has its permission',
  ),
  permission(
    directory,
    `contract.getPeopleImport, 'directory.import'`,
    `contract.getPeopleImport, 'directory.read'`,
    'an import has its permission',
  ),
  permission(
    directory,
    `contract.listImportRows, 'directory.import'`,
    `contract.listImportRows, 'directory.read'`,
    'the rows of an import have their permission',
  ),
  permission(
    directory,
    `contract.executePeopleImport, 'directory.import'`,
    `contract.executePeopleImport, 'directory.read'`,
    'the run of an import has its permission',
  ),
  permission(
    directory,
    `contract.stopPeopleImport, 'directory.import'`,
    `contract.stopPeopleImport, 'directory.read'`,
    'the stop of an import has its permission',
  ),
  permission(
    'backend/src/features/identity/samlRoutes.ts',
    `readRoute(getSingleSignOn, 'single-sign-on.manage'`,
    `readRoute(getSingleSignOn, 'signed-in'`,
    'the settings of single sign-on have their permission',
  ),
  permission(
    'backend/src/features/identity/samlRoutes.ts',
    `saveSingleSignOn,\n  'single-sign-on.manage'`,
    `saveSingleSignOn,\n  'signed-in'`,
    'trusting an identity provider has its permission',
  ),
  permission(
    'backend/src/features/console/routes.ts',
    `consoleRoute(listTenants, 'operator'`,
    `consoleRoute(listTenants, 'public'`,
    'the list of organizations is the operator’s',
  ),
  permission(
    'backend/src/features/console/routes.ts',
    `consoleRoute(deleteTenant, 'operator'`,
    `consoleRoute(deleteTenant, 'public' as 'operator'`,
    'deleting an organization is the operator’s',
  ),
  permission(
    'backend/contract/permissions.ts',
    `const everyone: readonly Permission[] = ['directory.read',`,
    `const everyone: readonly Permission[] = ['directory.read', 'directory.import',`,
    'a user may not import',
  ),
  permission(
    'backend/src/features/identity/routes.ts',
    `const signInLimit = { limit: 'sign-in' } as const;`,
    `const signInLimit = { limit: 'ordinary' } as const;`,
    'sign-ins have their own limit',
  ),
  permission(
    'backend/src/features/identity/tokenRoutes.ts',
    `{ limit: 'sign-in', anyOrigin: true }`,
    `{ limit: 'ordinary', anyOrigin: true }`,
    'tokens have the limit of sign-ins',
  ),
];

const strict = (line: string, guard: string): readonly [string, string, string] => [
  guard,
  line,
  line.replace('strictObject', 'object'),
];
const bodies = [
  ...mutantsOf('backend/contract/identity.ts', routes, [
    strict('body: z.strictObject({ token: invitationToken }),', 'the body of an invitation’s look-up is strict'),
    strict(
      'body: z.strictObject({ token: invitationToken, password: newPassword }),',
      'the body of an acceptance is strict',
    ),
    strict('body: z.strictObject({\n    metadata:', 'the body of single sign-on is strict'),
  ]),
  ...mutantsOf('backend/contract/tenants.ts', access, [
    strict('export const provisionTenantBody = z.strictObject({', 'the body of a new organization is strict'),
    strict('admin: z.strictObject({ givenName', 'the first admin of a new organization is strict'),
  ]),
];

const sockets = mutantsOf('backend/src/processes/realtime.ts', realtime, [
  [
    'a socket must come from the workspace’s own page',
    'request.headers.origin === originOf(services.config, label)',
    "typeof label === 'string'",
  ],
  ['a socket needs a session', 'return actor && { tenant, actor };', 'return { tenant, actor: actor as Actor };'],
  [
    'a suspended workspace has no sockets',
    `if (tenant?.status !== 'active') return undefined;`,
    'if (!tenant) return undefined;',
  ],
]);

const jobs = [
  ...mutantsOf(
    'backend/src/core/outbox.ts',
    ['isolation/relay'],
    [['an errand is known by its id', 'opts: { jobId: row.id },', 'opts: {},']],
  ),
  ...mutantsOf(
    'backend/src/core/outbox.ts',
    ['journeys/errands'],
    [
      [
        'a job carries its tenant',
        'data: { tenantId: id, payload',
        `data: { tenantId: '00000000-0000-7000-8000-000000000000', payload`,
      ],
    ],
  ),
  ...mutantsOf('backend/src/core/jobs.ts', doors, [
    ['a job’s envelope is parsed', 'envelope.parse(queued.data)', '(queued.data as Envelope)'],
    [
      'a job’s payload is parsed',
      'await job.handle(context, job.payload.parse(payload));',
      'await job.handle(context, payload as never);',
    ],
  ]),
];

export const doorMutants: readonly Mutant[] = [...web, ...permissions, ...bodies, ...sockets, ...jobs];
