/** Looks at a page as people do: wide and narrow, light and dark, and with the eyes of axe. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

const folder = join('.test', 'screenshots');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };
/** WCAG 2.2, 1.4.10: at this width nothing needs scrolling sideways. */
const narrowest = { width: 320, height: 800 };

/** Takes a picture of the page in each size and colour, and expects that anyone can read and work it. */
export async function lookAt(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const take = async (size: typeof wide, colorScheme: 'light' | 'dark') => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const path = join(folder, `${name}-${size.width}-${colorScheme}.png`);
    await page.screenshot({ path, animations: 'disabled' });
  };
  await take(wide, 'light');
  const violations = await violationsOf(page);
  await take(wide, 'dark');
  await take(narrow, 'light');
  await take(narrow, 'dark');
  violations.push(...(await violationsOf(page)));
  await page.setViewportSize(narrowest);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(wide);
  expect(violations, `${name}: accessibility`).to.deep.equal([]);
  expect(overflow, `${name}: pixels to scroll sideways at ${narrowest.width}`).to.be.at.most(0);
}

/** Waits until fonts are there and nothing moves; what moves for ever, such as a loader, has to be gone before. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const moving = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}

/** What axe finds, each with the first elements that it finds it in. */
async function violationsOf(page: Page): Promise<string[]> {
  // Not as a script element: the page's policy forbids it, as it should.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (values) => (window as unknown as AxeWindow).axe.run({ runOnly: { type: 'tag', values } }),
    rules,
  );
  return violations.map(({ id, help, nodes }) => {
    const found = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} (${failureSummary})`);
    return `${id}: ${help}: ${found.join('; ')}`;
  });
}

type AxeWindow = { axe: { run(options: object): Promise<AxeResults> } };
