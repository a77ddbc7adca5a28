/** Sent mail, kept as it came over SMTP: one file a message, read again at the next start. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Address } from 'postal-mime';

export type Message = {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

export type Messages = {
  /** The newest first. */
  all(): readonly Message[];
  find(id: string): Message | undefined;
  add(raw: Buffer, recipients: readonly string[]): Promise<void>;
  clear(): void;
};

/** Reads the messages in `folder` and adds new ones there. */
export async function openMessages(folder: string): Promise<Messages> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  const messages = await Promise.all(files.sort().map((file) => parse(file, readFileSync(join(folder, file)))));
  return {
    all: () => messages.toReversed(),
    find: (wanted) => messages.find(({ id }) => id === wanted),
    async add(raw, recipients) {
      // The envelope knows every recipient, also hidden ones; it is kept as a header of our own.
      const content = Buffer.concat([Buffer.from(`X-Envelope-To: ${recipients.join(', ')}\r\n`), raw]);
      const file = `${new Date().toISOString().replace(/[:.]/g, '-')}_${randomUUID()}.eml`;
      await writeFile(join(folder, `${file}.part`), content, { mode: 0o600 });
      await rename(join(folder, `${file}.part`), join(folder, file));
      messages.push(await parse(file, content));
    },
    clear() {
      for (const { id } of messages.splice(0)) rmSync(join(folder, `${id}.eml`), { force: true });
    },
  };
}

async function parse(file: string, raw: Buffer): Promise<Message> {
  const mail = await PostalMime.parse(raw);
  const envelope = mail.headers.find(({ key }) => key === 'x-envelope-to')?.value ?? '';
  const id = file.replace(/\.eml$/, '');
  const receivedAt = id.replace(/^(\d+-\d+-\d+T\d+)-(\d+)-(\d+)-(\d+)Z_.*$/, '$1:$2:$3.$4Z');
  return {
    id,
    receivedAt,
    from: mail.from ? nameOf(mail.from) : '',
    to: envelope.split(', ').filter(Boolean),
    subject: mail.subject ?? '(no subject)',
    text: mail.text ?? '',
    html: mail.html ?? '',
  };
}

function nameOf({ name, address }: Address): string {
  return name && address ? `${name} <${address}>` : (address ?? name ?? '');
}
