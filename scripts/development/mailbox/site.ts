/** The mailbox's pages: the list, one message, and the same as JSON for the tests. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Html, html, sendPage } from '../pages.ts';
import type { Message, Messages } from './messages.ts';

export function createMailboxSite(messages: Messages): Server {
  return createServer((request, response) => answer(request, response, messages));
}

function answer(request: IncomingMessage, response: ServerResponse, messages: Messages): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, id = '', part] = /^\/messages\/([\w-]+)(\/html)?$/.exec(url.pathname) ?? [];
  const message = messages.find(id);
  if (request.method === 'POST' && url.pathname === '/clear') {
    messages.clear();
    response.writeHead(303, { Location: '/' }).end();
  } else if (url.pathname === '/messages.json') sendJson(response, messages, url.searchParams.get('to'));
  else if (url.pathname === '/') sendPage(response, listPage(messages.all()));
  else if (message && part) sendContent(response, message);
  else if (message) sendPage(response, messagePage(message));
  else
    sendPage(response, {
      title: 'Not found',
      status: 404,
      body: html`<main><h1>No such message</h1><p><a href="/">Mailbox</a></p></main>`,
    });
}

function sendJson(response: ServerResponse, messages: Messages, recipient: string | null): void {
  const found = messages.all().filter(({ to }) => recipient === null || to.includes(recipient));
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ messages: found }));
}

function listPage(messages: readonly Message[]) {
  const list = html`<ul class="card rows">${messages.map(
    ({ id, subject, to, receivedAt }) => html`<li><a class="row" href="/messages/${id}">
      <span><strong>${subject}</strong><br><span class="quiet">to ${to.join(', ')}</span></span>${timeOf(receivedAt)}</a></li>`,
  )}</ul>`;
  const clear = html`<form method="post" action="/clear"><button class="plain">Clear</button></form>`;
  return {
    title: `Mailbox (${messages.length})`,
    policy: ["form-action 'self'", "connect-src 'self'"],
    // Looks for new mail without losing the place in the page.
    script: `const count = ${messages.length};
setInterval(async () => {
  const answer = await fetch('/messages.json').catch(() => undefined);
  if (answer?.ok && (await answer.json()).messages.length !== count) location.reload();
}, 2000);`,
    body: html`<main><div class="bar"><div><h1>Mailbox</h1><p class="quiet">Mail that Frontdesk has sent on this machine. None of it leaves it.</p></div>
      ${messages.length > 0 && clear}</div>
      ${messages.length > 0 ? list : html`<p class="card padded">No mail yet. An invitation will appear here by itself.</p>`}</main>`,
  };
}

function messagePage({ id, subject, from, to, receivedAt, text, html: content }: Message) {
  const body = content
    ? html`<iframe src="/messages/${id}/html" title="The message" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
    : html`<pre>${withLinks(text)}</pre>`;
  const plain =
    content && text
      ? html`<details class="card"><summary class="row">As plain text</summary><pre>${withLinks(text)}</pre></details>`
      : undefined;
  return {
    title: subject,
    policy: ["frame-src 'self'"],
    body: html`<main><p><a href="/">Mailbox</a></p><h1>${subject}</h1>
      <p class="quiet">from ${from}<br>to ${to.join(', ')}<br>${timeOf(receivedAt)}</p><div class="card">${body}</div>${plain}</main>`,
  };
}

/** The HTML of a mail runs no scripts and loads nothing from elsewhere, also when it is opened by itself. */
function sendContent(response: ServerResponse, { html: content }: Message): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    'X-Frame-Options': 'SAMEORIGIN',
    'Cache-Control': 'no-store',
  });
  response.end(`<!doctype html><base target="_blank">${content}`);
}

function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 ? html`<a href="${part}" target="_blank" rel="noreferrer">${part}</a>` : html`${part}`,
    );
}

function timeOf(instant: string): Html {
  return html`<time class="quiet" datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
