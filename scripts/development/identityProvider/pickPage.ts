/** The sign-in page: pick a person of the organization, or name another one. */
import { html, type Page } from '../pages.ts';
import type { DemoOrganization } from './site.ts';

export type PickPage = {
  readonly organization: DemoOrganization;
  /** Where the person wants to go. */
  readonly workspace: string;
  /** The request as it came; it comes back with the form and is read again. */
  readonly query: string;
};

/** Narrows the list while one types; Enter takes the first that is left. */
const filterScript = `
const search = document.getElementById('search');
const rows = [...document.querySelectorAll('#people > li')];
search?.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/);
  for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
});
search?.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') rows.find((row) => !row.hidden)?.querySelector('button').click();
});
search?.focus();`;

export function pickPage({ organization, workspace, query }: PickPage): Page {
  const { name, people } = organization;
  const action = `?${query}`;
  const list = html`<label for="search">Find a person</label><input id="search" type="search" autocomplete="off">
<form method="post" action="${action}"><ul class="card rows" id="people">${people.map(
    ({ email, givenName, familyName, title }) =>
      html`<li><button class="row" name="email" value="${email}"><span><strong>${givenName} ${familyName}</strong><br><span class="quiet">${email}</span></span><span class="quiet">${title ?? ''}</span></button></li>`,
  )}</ul></form>`;
  const other = html`<form class="padded" method="post" action="${action}">
<label for="email">E-mail address</label><input id="email" name="email" type="email" required autocomplete="off">
<label for="given-name">Given name</label><input id="given-name" name="givenName" required autocomplete="off">
<label for="family-name">Family name</label><input id="family-name" name="familyName" required autocomplete="off">
<button class="plain">Sign in</button></form>`;
  return {
    title: `Sign in · ${name}`,
    policy: ["form-action 'self'"],
    script: filterScript,
    body: html`<main><p class="quiet">Demo identity provider of ${name}. No password is asked.</p>
<h1>Who signs in?</h1><p>You will go on to <strong>${new URL(workspace).host}</strong>.</p>
${people.length > 0 && list}
<details class="card"${{ html: people.length === 0 ? ' open' : '' }}><summary class="row">Somebody else</summary>${other}</details></main>`,
  };
}
