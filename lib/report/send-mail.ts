import { createRequire } from 'node:module';
import { MailError } from '../errors/mail-errors.ts';
import { describeError } from '../errors/osstest-error.ts';

/** A mail with a text and a page for the eye. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  /** Of the mail that it answers, and so in whose thread it stands. */
  readonly inReplyTo: string;
  readonly references: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

interface Transport {
  sendMail(mail: object): Promise<unknown>;
  close(): void;
}

// nodemailer is CommonJS and brings no types.
const nodemailer = createRequire(import.meta.url)('nodemailer') as { createTransport(options: object): Transport };

const LIMIT_MS = 30_000;

/**
 * Hands a mail to an SMTP server.
 *
 * @param smtpUrl - `smtp://USER:PASSWORD@HOST:PORT`, `smtps:` for TLS from the start.
 * @throws MailError (`MAIL_FAILED`, blame lab) - not reachable within 30 s, or refused.
 */
export async function sendMail(smtpUrl: string, mail: Mail): Promise<void> {
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
  });
  try {
    await transport.sendMail({ ...mail, to: [...mail.to] });
  } catch (error) {
    const server = new URL(smtpUrl).host;
    throw new MailError(`${server}: mail "${mail.subject}" was not taken: ${describeError(error)}`, { cause: error });
  } finally {
    transport.close();
  }
}
