/**
 * Fills in nginx's configuration files as envsubst does in the images: `${NAME}` in files called `*.template`.
 * The names are a fixed list, so that a misspelt one fails here and not in nginx.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the edge's templates are filled in with. Addresses are `host:port`. */
export type EdgeVariables = {
  readonly EDGE_PROTOCOL: 'http' | 'https';
  readonly EDGE_LISTEN: string;
  /** With TLS: where plain HTTP is led to TLS from, and PEM files. */
  readonly EDGE_REDIRECT_LISTEN: string;
  readonly EDGE_CERTIFICATE: string;
  readonly EDGE_CERTIFICATE_KEY: string;
  readonly EDGE_ACCESS_LOG: string;
  /** `set_real_ip_from ADDRESS;` for each balancer before the edge; nothing where there is none. */
  readonly EDGE_TRUSTED_PROXY_RULES: string;
  /** The base domain as a regular expression: `example\.com`. */
  readonly BASE_DOMAIN_PATTERN: string;
  readonly PUBLIC_PORT: string;
  readonly WEB_UPSTREAM: string;
  readonly REALTIME_UPSTREAM: string;
  readonly FRONTEND_UPSTREAM: string;
  /** Rates as nginx writes them: `100r/m`. A burst is what may come at once before the rate counts. */
  readonly LIMIT_ANONYMOUS_RATE: string;
  readonly LIMIT_ANONYMOUS_BURST: string;
  readonly LIMIT_SIGN_IN_RATE: string;
  readonly LIMIT_SIGN_IN_BURST: string;
  readonly LIMIT_FLOOD_RATE: string;
  readonly LIMIT_FLOOD_BURST: string;
  /** Development only. */
  readonly MAILBOX_HOST?: string;
  readonly MAILBOX_UPSTREAM?: string;
  readonly IDENTITY_PROVIDER_HOST?: string;
  readonly IDENTITY_PROVIDER_UPSTREAM?: string;
};

/** The limits of production. */
export const edgeLimits = {
  LIMIT_ANONYMOUS_RATE: '100r/m',
  LIMIT_ANONYMOUS_BURST: '50',
  LIMIT_SIGN_IN_RATE: '20r/m',
  LIMIT_SIGN_IN_BURST: '20',
  LIMIT_FLOOD_RATE: '100r/s',
  LIMIT_FLOOD_BURST: '300',
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** Copies a folder of configuration, filling in its templates. `skip` names files (by their path) to leave out. */
export function renderFolder(
  source: string,
  target: string,
  variables: Variables,
  skip: (path: string) => boolean,
): void {
  rmSync(target, { recursive: true, force: true });
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(conf|html|template)$/.test(path) || skip(path)) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    if (path.endsWith('.template'))
      renderFile(join(source, path), join(target, path.replace(/\.template$/, '')), variables);
    else cpSync(join(source, path), join(target, path));
  }
}

/** Fills in one file. */
export function renderFile(source: string, target: string, variables: Variables): void {
  const text = readFileSync(source, 'utf8').replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${source} asks for ${name}, which is not given.`);
    return value;
  });
  writeFileSync(target, text, { mode: 0o600 });
}
