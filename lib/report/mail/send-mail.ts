import { createRequire } from 'node:module';
import { MailError } from '../../errors/mail-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';

/** A mail with a text and an HTML page. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  /** Message id of the mail that it answers, which determines its thread. */
  readonly inReplyTo: string;
  readonly references: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

interface Transport {
  /** Rejects if the server refuses the mail for all recipients. */
  sendMail(mail: object): Promise<{ readonly rejected: readonly string[]; readonly rejectedErrors?: readonly Error[] }>;
  close(): void;
}

// nodemailer is a CommonJS package without types.
const nodemailer = createRequire(import.meta.url)('nodemailer') as { createTransport(options: object): Transport };

const LIMIT_MS = 30_000;

/**
 * Sends a mail to an SMTP server.
 *
 * @param smtpUrl - `smtp://USER:PASSWORD@HOST:PORT`, `smtps:` for TLS from the start.
 * @throws MailError (`MAIL_FAILED`, blame lab) - the server does not answer within 30 s, or refuses the mail for all or
 * some recipients; the error names them.
 */
export async function sendMail(smtpUrl: string, mail: Mail): Promise<void> {
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
  });
  const failure = (refused: readonly string[], forWhom: string, cause: unknown): MailError => {
    const what = `${new URL(smtpUrl).host}: mail "${mail.subject}" was not taken${forWhom}`;
    return new MailError(`${what}: ${describeError(cause)}`, refused, { cause });
  };
  try {
    const { rejected, rejectedErrors } = await transport.sendMail({ ...mail, to: [...mail.to] }).catch((error) => {
      throw failure(mail.to, '', error);
    });
    if (rejected.length > 0) throw failure(rejected, ` for ${rejected.join(', ')}`, rejectedErrors?.[0] ?? 'no reason');
  } finally {
    transport.close();
  }
}
