/** The mail that the product has sent during the tests. */
import { setTimeout as sleep } from 'node:timers/promises';
import { testSetting } from './environment.ts';

export type Letter = { readonly subject: string; readonly text: string };

/** Every letter to an address, the newest first. */
export async function lettersTo(address: string): Promise<Letter[]> {
  const url = new URL(`/messages.json?to=${encodeURIComponent(address)}`, testSetting('TEST_MAILBOX_URL'));
  const answer = (await (await fetch(url)).json()) as { messages: Letter[] };
  return answer.messages;
}

/** The newest letter to an address; waits until there is one. */
export async function letterTo(address: string, withinMs = 10_000): Promise<Letter> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(50)) {
    const [newest] = await lettersTo(address);
    if (newest) return newest;
  }
  throw new Error(`No mail has reached ${address}.`);
}
