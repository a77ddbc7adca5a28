/** Chromium for the tests. Whatever a page complains about while a test runs fails the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { testSetting } from '../../../backend/test/support/environment.ts';
import { requireProgram } from '../../../scripts/system-packages.ts';

/** One person's browser: its own cookies, cache and windows. */
export type TestBrowser = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts and breaches of the content security policy since the last call, in every window. */
  takeComplaints(): string[];
  close(): Promise<void>;
};

/** Answers that the tests provoke: a browser writes a line for each one that is no success. */
const expected = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * Starts a browser of its own, with an ordinary profile: a private window treats cookies otherwise.
 * It trusts the authority of the tests, and finds every host of theirs on this machine.
 */
export async function openBrowser(): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'frontdesk-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireProgram('chromium'),
    chromiumSandbox: false,
    headless: true,
    env: { ...process.env, HOME: testSetting('TEST_BROWSER_HOME') },
    args: ['--host-resolver-rules=MAP *.frontdesk.test 127.0.0.1, MAP idp.example.test 127.0.0.1'],
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
  context.on('console', (message) => {
    if (message.type() !== 'error' || expected.test(message.text())) return;
    complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    takeComplaints: () => complaints.splice(0),
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
