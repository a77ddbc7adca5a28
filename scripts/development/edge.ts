/** The two nginx servers: the edge, and the frontend's own, from the same files as in production. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireProgram } from '../system-packages.ts';
import { type Child, startChild, waitUntil } from './childProcesses.ts';
import { type EdgeVariables, edgeLimits, renderFile, renderFolder } from './nginxTemplates.ts';
import { acceptsConnections, freePort } from './ports.ts';

const edgeTemplates = fileURLToPath(new URL('../../nginx', import.meta.url));
const frontendTemplate = fileURLToPath(new URL('../../frontend/nginx.conf', import.meta.url));

export type EdgeLimits = Partial<Record<keyof typeof edgeLimits, string>>;

/** A server certificate and its key, as PEM documents. */
export type Tls = { readonly certificate: string; readonly privateKey: string };

export type EdgeOptions = {
  readonly dataDirectory: string;
  readonly port: number;
  /** Scheme, base domain and port, as browsers see them. */
  readonly publicUrl: string;
  readonly tls?: Tls | undefined;
  /** With TLS: where plain HTTP is led to HTTPS from; a free port unless told. */
  readonly redirectPort?: number | undefined;
  readonly limits?: EdgeLimits | undefined;
  /** Addresses or networks of load balancers before the edge. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Ports on the loopback address. */
  readonly web: number;
  readonly realtime: number;
  readonly frontend: number;
  readonly mailbox?: { readonly host: string; readonly port: number } | undefined;
  readonly identityProvider?: { readonly host: string; readonly port: number } | undefined;
};

/** Starts the edge on 127.0.0.1. */
export async function startEdge(options: EdgeOptions): Promise<Child> {
  const { dataDirectory, mailbox, identityProvider } = options;
  const folder = join(dataDirectory, 'nginx', 'edge');
  const skip = (path: string) =>
    (path.includes('development/mailbox') && !mailbox) ||
    (path.includes('development/identity-provider') && !identityProvider) ||
    path.startsWith('container/');
  renderFolder(edgeTemplates, folder, await edgeVariables(options, folder), skip);
  if (options.tls) {
    writeFileSync(join(folder, 'certificate.pem'), options.tls.certificate);
    writeFileSync(join(folder, 'certificate-key.pem'), options.tls.privateKey, { mode: 0o600 });
  }
  return startNginx('edge', folder, options.port, dataDirectory);
}

async function edgeVariables(options: EdgeOptions, folder: string): Promise<EdgeVariables> {
  const publicUrl = new URL(options.publicUrl);
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    EDGE_PROTOCOL: options.tls ? 'https' : 'http',
    EDGE_LISTEN: at(options.port),
    EDGE_REDIRECT_LISTEN: options.tls ? at(options.redirectPort ?? (await freePort())) : '',
    EDGE_CERTIFICATE: join(folder, 'certificate.pem'),
    EDGE_CERTIFICATE_KEY: join(folder, 'certificate-key.pem'),
    EDGE_ACCESS_LOG: join(options.dataDirectory, 'logs', 'edge-access.log'),
    EDGE_TRUSTED_PROXY_RULES: (options.trustedProxies ?? []).map((one) => `set_real_ip_from ${one};`).join(' '),
    BASE_DOMAIN_PATTERN: publicUrl.hostname.replaceAll('.', '\\.'),
    PUBLIC_PORT: publicUrl.port || (publicUrl.protocol === 'https:' ? '443' : '80'),
    WEB_UPSTREAM: at(options.web),
    REALTIME_UPSTREAM: at(options.realtime),
    FRONTEND_UPSTREAM: at(options.frontend),
    ...edgeLimits,
    ...options.limits,
    ...(options.mailbox && { MAILBOX_HOST: options.mailbox.host, MAILBOX_UPSTREAM: at(options.mailbox.port) }),
    ...(options.identityProvider && {
      IDENTITY_PROVIDER_HOST: options.identityProvider.host,
      IDENTITY_PROVIDER_UPSTREAM: at(options.identityProvider.port),
    }),
  };
}

/** Starts the frontend's server for the files in `root`. */
export async function startFrontendServer(
  dataDirectory: string,
  root: string,
): Promise<{ child: Child; port: number }> {
  const folder = join(dataDirectory, 'nginx', 'frontend');
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  renderFile(frontendTemplate, join(folder, 'nginx.conf'), {
    FRONTEND_LISTEN: `127.0.0.1:${port}`,
    FRONTEND_ROOT: root,
  });
  return { child: await startNginx('frontend', folder, port, dataDirectory), port };
}

async function startNginx(name: string, folder: string, port: number, dataDirectory: string): Promise<Child> {
  // Root's workers stay root here: another user could not read a repository below /root.
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  const child = await startChild({
    name,
    command: requireProgram('nginx'),
    args: ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', `${user}daemon off; pid nginx.pid;`],
    workingDirectory: folder,
    dataDirectory,
  });
  await waitUntil(child, () => acceptsConnections(port));
  return child;
}
