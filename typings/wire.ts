import type { Duplex } from 'node:stream';
import type { CommandResult, ExecOptions } from './command.ts';

/** Where and how a host answers ssh. */
export interface SshTarget {
  /** The host's name, for messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Path of the private key. */
  readonly identityPath: string;
  /** Accepted host keys as in known_hosts: `ssh-ed25519 AAAA...`; 'learn': accept the first, then insist on it. */
  readonly hostKeys: readonly string[] | 'learn';
  /** Opens the byte stream to the host when it is not reached by plain TCP (through another host). */
  readonly openStream?: (signal?: AbortSignal) => Promise<Duplex>;
}

export interface WaitOptions {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One kept connection to a host; connects when it is first used and again after it was lost. */
export interface SshConnection extends AsyncDisposable {
  readonly target: SshTarget;
  /**
   * Runs a command: a line for `sh` (POSIX; for more say `['bash', '-c', ...]`), or words that are quoted for it.
   * @throws CommandError (`COMMAND_FAILED`, blame test) - exit code not in `okExitCodes`, or ended by a signal.
   * @throws CommandTimeoutError (`COMMAND_TIMED_OUT`, blame test) - not finished in time; the remote process is told to end.
   * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - not reachable, or connection lost meanwhile.
   */
  exec(command: string | readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** Copies a local file to the host: complete or not at all. */
  putFile(localPath: string, remotePath: string, options?: WaitOptions & { readonly mode?: number }): Promise<void>;
  /** Copies a file from the host: complete or not at all. */
  getFile(remotePath: string, localPath: string, options?: WaitOptions): Promise<void>;
  /** Writes a small file on the host: complete or not at all. */
  writeFile(
    remotePath: string,
    data: string | Uint8Array,
    options?: WaitOptions & { readonly mode?: number },
  ): Promise<void>;
  /** A small file's content. */
  readFile(remotePath: string, options?: WaitOptions): Promise<Buffer>;
  /** A TCP stream from the host to `address`:`port`, such as to a guest behind it. */
  openTunnel(address: string, port: number, options?: WaitOptions): Promise<Duplex>;
  /** Ends the present connection, if any; the next use connects anew (used around reboots). */
  disconnect(): Promise<void>;
}

/** A Xen or Linux crash seen on a serial console. */
export interface ConsoleCrash {
  readonly kind: 'xen-panic' | 'linux-panic' | 'linux-oops' | 'dom0-crash';
  /** The line that tells, without its time. */
  readonly message: string;
  readonly at: Date;
}

/** A host's serial console: everything from power-on goes to a log file, with times. */
export interface SerialConsole extends AsyncDisposable {
  readonly logPath: string;
  /** Sends text to the host. */
  write(text: string): Promise<void>;
  /** Waits until a line (or an unfinished one) that came after the call matches; resolves with the match. */
  expect(
    pattern: RegExp,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<RegExpExecArray>;
  /** Calls the listener for each crash seen from now on; returns a function that ends it. */
  onCrash(listener: (crash: ConsoleCrash) => void): () => void;
  /** The last lines, oldest first. */
  tail(lines: number): readonly string[];
}

export type PowerState = 'on' | 'off' | 'unknown';

/** Switches a host's power. Each call returns when the switch has happened, not when the host is up. */
export interface PowerDriver {
  /** `qmp`, `exec`, `manual`, ... for messages. */
  readonly method: string;
  /** Switches the power on; no error when it is on. */
  on(options?: WaitOptions): Promise<void>;
  /** Switches the power off; no error when it is off. */
  off(options?: WaitOptions): Promise<void>;
  /** The reset button, or off and on where there is none. */
  reset(options?: WaitOptions): Promise<void>;
  /** Whether the power is on, as far as it can be told. */
  state(options?: WaitOptions): Promise<PowerState>;
  /** The button for a diagnostic interrupt (NMI); absent: it has none. */
  readonly nmi?: (options?: WaitOptions) => Promise<void>;
}
