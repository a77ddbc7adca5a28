/** An organization of the deployment under test, made and used by HTTP as its operator and its admin would. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from '../../backend/test/support/client.ts';
import type { Playground } from './playground.ts';

const operator = { email: 'olive@operators.example', password: `pass-${randomBytes(12).toString('base64url')}` };

/** Makes the first operator by the command line, as docs/DEPLOYMENT.md says. */
export async function createOperator({ must }: Playground): Promise<void> {
  const args = ['staging', 'operator', 'create', operator.email, '--name', 'Olive Operator'];
  await must('scripts/cli.sh', args, `${operator.password}\n`);
}

export async function signInOperator(playground: Playground): Promise<Client> {
  const client = playground.client('admin');
  expectStatus(await client.send('POST', '/api/console/session', { body: operator }), 200);
  return client;
}

export type Organization = {
  readonly slug: string;
  readonly email: string;
  readonly password: string;
  /** Signed in as its admin. */
  readonly client: Client;
};

/** Provisions an organization in the console, and follows the invitation in its admin's mail. */
export async function provision(playground: Playground, console: Client, slug: string): Promise<Organization> {
  const email = `ada@${slug}.example`;
  const body = { slug, name: `The ${slug}`, admin: { email, givenName: 'Ada', familyName: 'Admin' } };
  expectStatus(await console.send('POST', '/api/console/tenants', { body }), 201);
  const token = await invitationToken(playground, email);
  const password = `pass-${randomBytes(12).toString('base64url')}`;
  const client = playground.client(slug);
  expectStatus(await client.send('POST', '/api/invitations/acceptance', { body: { token, password } }), 200);
  return { slug, email, password, client };
}

export async function signIn(playground: Playground, { slug, email, password }: Organization): Promise<Organization> {
  const client = playground.client(slug);
  expectStatus(await client.send('POST', '/api/session', { body: { email, password } }), 200);
  return { slug, email, password, client };
}

async function invitationToken({ mailboxUrl }: Playground, email: string): Promise<string> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(250)) {
    const answer = await fetch(`${mailboxUrl}/messages.json?to=${encodeURIComponent(email)}`);
    const token = /#([A-Za-z0-9_-]{43})/.exec(await answer.text())?.[1];
    if (token) return token;
  }
  throw new Error(`No invitation came to ${email} within 30 seconds.`);
}

/** Uploads a CSV of people: an object, a row and a job. */
export function uploadPeople({ client, slug }: Organization, count: number): Promise<Answer> {
  const rows = Array.from({ length: count }, (_, n) => `person.${n}@${slug}.example,Given${n},Family${n}`);
  return client.send('POST', '/api/people/imports?fileName=people.csv', {
    body: ['Email,First name,Last name', ...rows].join('\r\n'),
    headers: { 'content-type': 'text/csv' },
  });
}

/** Uploads and runs an import, and waits until it is done. */
export async function importPeople(organization: Organization, count: number): Promise<void> {
  const begun = await uploadPeople(organization, count);
  expectStatus(begun, 201, 202);
  const path = `/api/people/imports/${begun.json.id}`;
  await untilStatus(organization.client, path, 'ready');
  expectStatus(await organization.client.send('POST', `${path}/execution`), 200, 202);
  await untilStatus(organization.client, path, 'done');
}

async function untilStatus(client: Client, path: string, wanted: string): Promise<void> {
  let status = '';
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(250)) {
    status = (await client.send('GET', path)).json?.status;
    if (status === wanted) return;
  }
  throw new Error(`The import was ${status} and not ${wanted} after a minute.`);
}

export async function countPeople({ client }: Organization): Promise<number> {
  const answer = await client.send('GET', '/api/people');
  expectStatus(answer, 200);
  return answer.json.total;
}

export function expectStatus(answer: Answer, ...wanted: number[]): void {
  if (!wanted.includes(answer.status)) {
    throw new Error(
      `The answer was ${answer.status} where ${wanted.join(' or ')} is right: ${answer.text.slice(0, 500)}`,
    );
  }
}
