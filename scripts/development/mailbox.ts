/** The mailbox of the stack: takes every mail by SMTP, sends none on, and shows them on a page. */
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { type Messages, openMessages } from './mailbox/messages.ts';
import { createMailboxSite } from './mailbox/site.ts';
import { listen, type Place } from './servers.ts';

const largestMail = 10_000_000;

export type Mailbox = {
  readonly smtpUrl: string;
  /** Port of the pages. */
  readonly port: number;
  readonly messages: Messages;
  readonly stop: () => Promise<void>;
};

/** @param places where to listen; free loopback ports unless told */
export async function startMailbox(
  dataDirectory: string,
  places: { readonly smtp?: Place; readonly pages?: Place } = {},
): Promise<Mailbox> {
  const messages = await openMessages(join(dataDirectory, 'mail'));
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: largestMail,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        messages.add(Buffer.concat(chunks), recipients).then(() => done(), done);
      });
    },
  });
  smtp.on('error', () => {});
  const [delivery, site] = await Promise.all([
    listen(smtp.server, places.smtp),
    listen(createMailboxSite(messages), places.pages),
  ]);
  return {
    smtpUrl: `smtp://127.0.0.1:${delivery.port}`,
    port: site.port,
    messages,
    stop: async () => {
      await Promise.all([new Promise<void>((resolve) => smtp.close(resolve)), site.stop()]);
    },
  };
}
