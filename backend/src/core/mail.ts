/** Mail by SMTP. Called only from jobs, never inside a transaction. */
import nodemailer from 'nodemailer';
import type { Config } from './config.ts';

export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same letter gets the same id, so that a mail system can drop one that is sent twice. */
  readonly messageId: string;
};

export type Mail = { send(letter: Letter): Promise<void>; close(): void };

export function openMail(config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'PUBLIC_URL'>): Mail {
  const transport = nodemailer.createTransport({
    url: config.SMTP_URL,
    pool: true,
    connectionTimeout: 5_000,
    socketTimeout: 15_000,
  });
  const host = new URL(config.PUBLIC_URL).hostname;
  return {
    send: async ({ to, subject, text, messageId }) => {
      await transport.sendMail({
        from: config.MAIL_FROM,
        // As an object, so that an address can't carry a second one.
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${messageId}@${host}>`,
      });
    },
    close: () => transport.close(),
  };
}
