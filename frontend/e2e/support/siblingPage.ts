/** A page on another organization's host that its owner, or whoever broke into it, has written. */
import type { BrowserContext, Page } from 'playwright-core';

/**
 * Opens a page without any policy of its own on a workspace's host. Only the page itself is made up: cookies and
 * whatever it asks of other hosts take the real way.
 */
export async function openHostilePage(context: BrowserContext, workspace: string): Promise<Page> {
  const url = `${workspace}/hostile-page`;
  const page = await context.newPage();
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Hello' }));
  await page.goto(url);
  return page;
}

/** Sends a form from a page, as a script there would, and waits for where it leads. */
export async function submitForm(page: Page, action: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all([
    page.waitForEvent('framenavigated'),
    page.evaluate(
      ([target, entries]) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = target;
        for (const [name, value] of entries) {
          const input = document.createElement('textarea');
          input.name = name;
          input.value = value;
          form.append(input);
        }
        document.body.append(form);
        form.submit();
      },
      [action, Object.entries(fields)] as const,
    ),
  ]);
  await page.waitForLoadState();
}
