/** The identity provider's pages: one provider an organization, at `/{organization}/…`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type KeyPair, keyPairIn } from '../keyPairs.ts';
import { html, sendPage } from '../pages.ts';
import { type PickPage, pickPage } from './pickPage.ts';
import { assertionConsumerService, RequestRefusal, readSamlRequest, type SamlRequest } from './requests.ts';
import { metadataOf, type ProviderAddresses, signedResponse, signOutAnswer } from './responses.ts';

type DemoPerson = {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title?: string | null;
};

export type DemoOrganization = { readonly slug: string; readonly name: string; readonly people: readonly DemoPerson[] };

export type SiteOptions = {
  /** Scheme, host and port of the provider itself. */
  readonly url: string;
  /** Those of the deployment: only its workspaces are answered. */
  readonly publicUrl: string;
  /** The certificate that the workspaces sign their requests with. */
  readonly serviceProviderCertificate: string;
  readonly organizations: readonly DemoOrganization[];
  readonly keyFolder: string;
};

type Visit = SiteOptions & {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly organization: DemoOrganization;
  readonly addresses: ProviderAddresses;
  readonly keys: KeyPair;
  /** The address's query as it was sent; signatures are over these very letters. */
  readonly query: string;
};

export function createIdentityProviderSite(options: SiteOptions): Server {
  return createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      const refused = error instanceof RequestRefusal;
      const title = refused ? 'This sign-in can not go on' : 'Something went wrong';
      const body = html`<main><h1>${title}</h1><p>${refused ? error.message : String(error)}</p></main>`;
      sendPage(response, { title, status: refused ? 400 : 500, body });
    });
  });
}

async function answer(options: SiteOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const [, slug, page] = /^\/([a-z0-9]+(?:-[a-z0-9]+)*)\/([a-z-]+)$/.exec(path) ?? [];
  const action = `${request.method} ${page}`;
  if (slug === undefined || !(action in actions)) return showOrganizations(options, path, response);
  const addresses = {
    entityId: `${options.url}/${slug}/metadata`,
    signInUrl: `${options.url}/${slug}/sign-in`,
    signOutUrl: `${options.url}/${slug}/sign-out`,
  };
  const organization = options.organizations.find((known) => known.slug === slug) ?? { slug, name: slug, people: [] };
  const keys = await keysOf(options.keyFolder, slug);
  await actions[action]?.({ ...options, request, response, organization, addresses, keys, query });
}

const actions: Readonly<Record<string, (visit: Visit) => void | Promise<void>>> = {
  'GET metadata': ({ response, addresses, keys }) => {
    response.writeHead(200, { 'Content-Type': 'application/samlmetadata+xml' });
    response.end(metadataOf(addresses, keys.certificate));
  },
  'GET sign-in': (visit) => {
    const samlRequest = authnRequestOf(visit);
    const page: PickPage = { organization: visit.organization, workspace: samlRequest.origin, query: visit.query };
    sendPage(visit.response, pickPage(page));
  },
  'POST sign-in': async (visit) => {
    const samlRequest = authnRequestOf(visit);
    const form = new URLSearchParams(await bodyOf(visit.request));
    const email = form.get('email')?.trim().toLowerCase() ?? '';
    const { givenName, familyName } = visit.organization.people.find((known) => known.email === email) ?? {
      givenName: form.get('givenName')?.trim() || 'Some',
      familyName: form.get('familyName')?.trim() || 'One',
    };
    if (!email.includes('@')) throw new RequestRefusal('Give an e-mail address.');
    sendBack(
      visit,
      samlRequest,
      signedResponse(visit.addresses.entityId, visit.keys, samlRequest, { email, givenName, familyName }),
    );
  },
  'GET sign-out': (visit) => {
    const samlRequest = readSamlRequest(
      visit.query,
      'LogoutRequest',
      visit.serviceProviderCertificate,
      workspaceOf(visit),
    );
    visit.response.writeHead(303, { Location: signOutAnswer(visit.addresses.entityId, visit.keys, samlRequest) }).end();
  },
};

function authnRequestOf(visit: Visit): SamlRequest {
  if (!visit.query) throw new RequestRefusal('Begin at the sign-in page of the workspace.');
  return readSamlRequest(visit.query, 'AuthnRequest', visit.serviceProviderCertificate, workspaceOf(visit));
}

/** Whether an origin is one label under the base domain, with the deployment's own scheme and port. */
function workspaceOf({ publicUrl }: SiteOptions): (origin: string) => boolean {
  const { protocol, host } = new URL(publicUrl);
  return (origin) => {
    const [slug = '', ...rest] = origin.replace(`${protocol}//`, '').split('.');
    return origin === `${protocol}//${slug}.${host}` && rest.join('.') === host && /^[a-z0-9-]+$/.test(slug);
  };
}

/** The HTTP-POST binding: a form that sends itself. */
function sendBack({ response }: Visit, request: SamlRequest, document: string): void {
  sendPage(response, {
    title: 'Signing in',
    policy: [`form-action ${request.origin}`],
    script: 'document.forms[0].submit()',
    body: html`<main><h1>Signing in …</h1><form method="post" action="${assertionConsumerService(request.origin)}">
<input type="hidden" name="SAMLResponse" value="${Buffer.from(document).toString('base64')}">
<input type="hidden" name="RelayState" value="${request.relayState}">
<noscript><button class="plain">Go on</button></noscript></form></main>`,
  });
}

function showOrganizations({ organizations, url }: SiteOptions, path: string, response: ServerResponse): void {
  sendPage(response, {
    title: 'Demo identity provider',
    status: path === '/' ? 200 : 404,
    body: html`<main><h1>Demo identity provider</h1>
<p class="quiet">Stands for the sign-in service of an organization. It asks for no password and exists only on this machine.
An organization trusts it by its metadata document, at <code>${url}/{organization}/metadata</code>.</p>
<ul class="card rows">${organizations.map(
      ({ slug, name, people }) =>
        html`<li><a class="row" href="/${slug}/metadata"><strong>${name}</strong><span class="quiet">${people.length} people · metadata</span></a></li>`,
    )}</ul></main>`,
  });
}

const keys = new Map<string, Promise<KeyPair>>();

/** Each organization's provider has a key of its own. Two visits at once must not make two. */
function keysOf(folder: string, slug: string): Promise<KeyPair> {
  const name = `${folder}/${slug}`;
  const pair = keys.get(name) ?? keyPairIn(folder, slug, `Demo identity provider of ${slug}`);
  keys.set(name, pair);
  return pair;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new RequestRefusal('The form is too large.');
  }
  return body;
}
