import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';

interface SmtpServer {
  readonly server: Server;
  listen(port: number, host: string, listening: () => void): void;
  close(closed: () => void): void;
}

const { SMTPServer } = createRequire(import.meta.url)('smtp-server') as {
  SMTPServer: new (options: object) => SmtpServer;
};

/** An SMTP server that stores the mails that it receives. */
export interface MailReceiver extends AsyncDisposable {
  readonly mails: readonly string[];
  readonly url: string;
  /** Addresses that it rejects mail for; initially only `nobody@example.org`. */
  readonly unknown: Set<string>;
}

/** Starts the SMTP server. */
export async function receiveMail(): Promise<MailReceiver> {
  const mails: string[] = [];
  const unknown = new Set(['nobody@example.org']);
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }: { address: string }, _session: unknown, done: (error?: Error) => void) =>
      done(unknown.has(address) ? new Error('no such user') : undefined),
    onData: (stream: NodeJS.ReadableStream, _session: unknown, done: () => void) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => smtp.close(resolve));
  return { mails, unknown, url: `smtp://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}
