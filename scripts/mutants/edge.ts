/** Guards of the edge. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const edge = ['nginx/test/edge'];

export const edgeMutants: readonly Mutant[] = [
  ...mutantsOf('nginx/snippets/forwarded-headers.conf.template', edge, [
    ['the host is the one that chose the server', 'proxy_set_header Host $host;', 'proxy_set_header Host $http_host;'],
    ['X-Forwarded-For is replaced', 'X-Forwarded-For $remote_addr;', 'X-Forwarded-For $proxy_add_x_forwarded_for;'],
    ['X-Forwarded-Host is replaced', 'proxy_set_header X-Forwarded-Host $host;', ''],
    ['X-Forwarded-Proto is replaced', 'proxy_set_header X-Forwarded-Proto $scheme;', ''],
    ['Forwarded is dropped', 'proxy_set_header Forwarded "";', ''],
    ['X-Original-URL is dropped', 'proxy_set_header X-Original-URL "";', ''],
    ['X-HTTP-Method-Override is dropped', 'proxy_set_header X-HTTP-Method-Override "";', ''],
    ['the request’s id is the edge’s own', 'proxy_set_header X-Request-Id $request_id;', ''],
  ]),
  ...mutantsOf('nginx/snippets/client-address.conf.template', edge, [
    ['only balancers are believed about who the client is', 'real_ip_recursive on;', 'real_ip_recursive off;'],
    [
      'without a balancer nobody is believed',
      '${EDGE_TRUSTED_PROXY_RULES}',
      'set_real_ip_from 0.0.0.0/0;',
      'the edge passes requests on|the limits of the edge',
    ],
  ]),
  ...mutantsOf('nginx/sites/tenants.conf.template', edge, [
    ['a host is one label', '[a-z0-9]+(?:-[a-z0-9]+)*\\.$', '[a-z0-9.]+(?:-[a-z0-9]+)*\\.$'],
    ['a label has no two hyphens in a row', '(?:-[a-z0-9]+)*\\.$', '(?:-+[a-z0-9]+)*\\.$'],
    ['the host ends with the base domain', '${BASE_DOMAIN_PATTERN}$"', '${BASE_DOMAIN_PATTERN}"'],
    ['a label has 40 characters at most', '[a-z0-9-]{2,40}', '[a-z0-9-]{2,63}'],
    [
      'what processes tell of themselves stays inside',
      'location ~ ^/(?:metrics|health|ready)/?$ {\n        return 404;',
      'location ~ ^/(?:metrics|health|ready)/?$ {\n        proxy_pass http://web;',
    ],
  ]),
];
