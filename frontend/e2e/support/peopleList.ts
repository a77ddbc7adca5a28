/** What the list of people shows. */
import type { Page } from 'playwright-core';

/** The names in the rows, once there are some and none of them is about to change. */
export async function namesIn(page: Page): Promise<string[]> {
  const rows = page.locator('main [data-row]');
  await rows.first().waitFor();
  return rows.allInnerTexts();
}
