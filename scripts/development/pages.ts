/** Small server-rendered pages for the parts that exist only in development. */
import type { ServerResponse } from 'node:http';

/** A piece of HTML that is already safe. */
export type Html = { readonly html: string };

type Part = string | number | Html | readonly Html[] | false | undefined;

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return { html: strings.map((text, index) => text + render(values[index])).join('') };
}

function render(value: Part): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  if ('html' in value) return value.html;
  return value.map(({ html }) => html).join('');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

export type Page = {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Sources that this page needs beyond its own style, as CSP directives: `form-action 'self'`. */
  readonly policy?: readonly string[];
  /** A script of the page's own, allowed by its nonce. */
  readonly script?: string;
};

/** Sends a page under a policy that allows nothing but what it names. */
export function sendPage(response: ServerResponse, page: Page): void {
  const nonce = crypto.randomUUID();
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(page.script ? [`script-src 'nonce-${nonce}'`] : []),
    ...(page.policy ?? []),
  ];
  response.writeHead(page.status ?? 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-store',
  });
  const script = page.script ? `<script nonce="${nonce}">${page.script}</script>` : '';
  response.end(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<style nonce="${nonce}">${{ html: style }}</style>
</head>
<body>${page.body}${{ html: script }}</body>
</html>`.html,
  );
}

const style = `
:root { color-scheme: light dark; --text: light-dark(#1d2733, #e6eaf0); --quiet: light-dark(#566273, #a3aebd);
  --line: light-dark(#dfe4ea, #343d4a); --card: light-dark(#fff, #1c232d); --page: light-dark(#f4f6f9, #12171e);
  --accent: light-dark(#3b4fb8, #9fb0ff); --hover: light-dark(#eef1fb, #252e3b); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0 1rem; }
a { color: var(--accent); }
.quiet { color: var(--quiet); font-size: .9rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; margin: 1rem 0; }
.rows { list-style: none; margin: 0; padding: 0; }
.rows > li + li { border-top: 1px solid var(--line); }
.row { display: flex; gap: .25rem 1rem; justify-content: space-between; flex-wrap: wrap; width: 100%; padding: .75rem 1rem;
  color: inherit; background: none; border: 0; font: inherit; text-align: left; text-decoration: none; cursor: pointer; }
.row:hover { background: var(--hover); }
.row:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.row strong { font-weight: 600; }
.padded { padding: 1rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: .5rem;
  padding: .5rem .75rem; margin-bottom: .75rem; }
button.plain { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--quiet); border-radius: .5rem;
  padding: .5rem 1rem; cursor: pointer; }
.bar { display: flex; gap: 1rem; justify-content: space-between; align-items: start; }
iframe { display: block; width: 100%; height: 70vh; border: 0; background: #fff; }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .95rem/1.5 ui-monospace, monospace; }
`;
