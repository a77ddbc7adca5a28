/** Which labels a tenant may have. A label is an address that people trust, so what could deceive them is refused. */
import { slug } from '@frontdesk/contract';

/** Labels that the platform uses itself, or that people would take for its own. */
const reserved = [
  'abuse', 'account', 'accounts', 'admin', 'administrator', 'api', 'app', 'assets', 'auth', 'autoconfig', 'autodiscover',
  'beta', 'billing', 'blog', 'cdn', 'console', 'dashboard', 'demo', 'dev', 'docs', 'download', 'email', 'example',
  'files', 'frontdesk', 'ftp', 'grafana', 'help', 'hostmaster', 'id', 'identity', 'idp', 'imap', 'info', 'internal',
  'invalid', 'localhost', 'login', 'mail', 'metrics', 'mx', 'ns', 'ns1', 'ns2', 'oauth', 'operator', 'ops', 'pop',
  'postmaster', 'prod', 'production', 'prometheus', 'realtime', 'root', 'saml', 'security', 'smtp', 'sso', 'staging',
  'static', 'status', 'support', 'system', 'test', 'uploads', 'webmaster', 'wpad', 'ws', 'www',
] as const; // biome-ignore format: a list of words reads best as a paragraph

/** Letters that look alike in the fonts of address bars, folded into one. */
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/-/g, ''],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/0/g, 'o'],
  [/[1i]/g, 'l'],
  [/3/g, 'e'],
  [/5/g, 's'],
  [/8/g, 'b'],
];

/** The slug as the eye reads it. Two slugs with one skeleton can't both be given out. */
export function skeletonOf(label: string): string {
  return lookAlikes.reduce((text, [pattern, letter]) => text.replace(pattern, letter), label);
}

const reservedSkeletons = new Set(reserved.map(skeletonOf));

/** Why a label can't be a tenant's slug, as a sentence; undefined when it can. */
export function slugFault(label: string): string | undefined {
  const parsed = slug.safeParse(label);
  if (!parsed.success) return parsed.error.issues[0]?.message;
  // xn-- and other two-letter prefixes with a double hyphen are refused by the pattern (RFC 5891 §4.2.3.1).
  if (/^\d+$/.test(label)) return 'Use at least one letter.';
  if (reservedSkeletons.has(skeletonOf(label)))
    return 'This address is reserved, or looks like one that is. Choose another.';
  return undefined;
}
