import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createTransport } from 'nodemailer';
import { type Mailbox, startMailbox } from '../mailbox.ts';

describe('the mailbox of development', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailbox-'));
  let mailbox: Mailbox;
  const address = (path: string) => `http://127.0.0.1:${mailbox.port}${path}`;
  const found = async (to: string) => {
    const answer = (await (await fetch(address(`/messages.json?to=${to}`))).json()) as {
      messages: { id: string; subject: string }[];
    };
    return answer.messages;
  };

  before(async () => {
    mailbox = await startMailbox(folder);
    await createTransport(mailbox.smtpUrl).sendMail({
      from: 'Frontdesk <frontdesk@example.com>',
      to: 'ada@acme.example',
      bcc: 'audit@acme.example',
      subject: 'Welcome, Ada & <friends>',
      text: 'Come in: https://acme.example/invitation#abc',
      html: '<p>Come in<script>parent.document.title = "taken"</script></p>',
    });
  });

  after(async () => {
    await mailbox.stop();
    rmSync(folder, { recursive: true });
  });

  it('finds mail by its recipient, also by a hidden one', async () => {
    expect((await found('ada@acme.example')).map(({ subject }) => subject)).to.deep.equal(['Welcome, Ada & <friends>']);
    expect(await found('audit@acme.example')).to.have.length(1);
    expect(await found('nobody@acme.example')).to.have.length(0);
  });

  it('shows a list and a message, escaped and with links', async () => {
    expect(await (await fetch(address('/'))).text()).to.include('Welcome, Ada &#38; &#60;friends&#62;');
    const [message] = await found('ada@acme.example');
    expect(await (await fetch(address(`/messages/${message?.id}`))).text()).to.include(
      'href="https://acme.example/invitation#abc"',
    );
  });

  it('serves the HTML of a mail in a sandbox without scripts', async () => {
    const [message] = await found('ada@acme.example');
    const policy = (await fetch(address(`/messages/${message?.id}/html`))).headers.get('content-security-policy');
    expect(policy)
      .to.match(/^sandbox allow-popups/)
      .and.to.include("default-src 'none'")
      .and.not.to.include('allow-scripts');
  });

  it('keeps mail across a restart', async () => {
    const before = await found('ada@acme.example');
    await mailbox.stop();
    mailbox = await startMailbox(folder);
    expect(await found('ada@acme.example')).to.deep.equal(before);
  });
});
