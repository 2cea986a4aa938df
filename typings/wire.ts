import type { Duplex } from 'node:stream';
import type { CommandResult, ExecOptions } from './command.ts';

/** The address and credentials with which ssh reaches a host. */
export interface SshTarget {
  /** Name of the host, for messages. */
  readonly name: string;
  /** IP address or DNS name. */
  readonly address: string;
  /** TCP port. */
  readonly port: number;
  /** User to log in as. */
  readonly user: string;
  /** Path of the private key. */
  readonly identityPath: string;
  /** Accepted host keys as in known_hosts: `ssh-ed25519 AAAA...`; 'learn': accept the first key, then only that key. */
  readonly hostKeys: readonly string[] | 'learn';
  /** Opens the byte stream to a host that plain TCP does not reach, such as through another host. */
  readonly openStream?: (signal?: AbortSignal) => Promise<Duplex>;
}

/** Limits of one operation that waits. */
export interface WaitOptions {
  /** Time limit, in milliseconds; each operation has its own default. */
  readonly timeoutMs?: number | undefined;
  /** Ends the operation when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A persistent connection to a host. Connects when it is first used, and again after the connection was lost.
 *
 * @example
 * await host.ssh.writeFile('/etc/xen/g1.cfg', 'name="g1"');
 * const log = await host.ssh.readFile('/var/log/xen/xl-g1.log');
 */
export interface SshConnection extends AsyncDisposable {
  /** Address and credentials of the host. */
  readonly target: SshTarget;
  /**
   * Runs a command: a line for `sh` (POSIX; for bash use `['bash', '-c', ...]`), or words that are quoted for it.
   *
   * @throws CommandError (`COMMAND_FAILED`, blame test) - exit code not in `okExitCodes`, or killed by a signal.
   * @throws CommandTimeoutError (`COMMAND_TIMED_OUT`, blame test) - not finished in time; the remote process gets a signal.
   * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - not reachable, or the connection was lost.
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
  /** Returns the content of a small file on the host. */
  readFile(remotePath: string, options?: WaitOptions): Promise<Buffer>;
  /** Opens a TCP stream from the host to `address`:`port`, such as to a guest behind it. */
  openTunnel(address: string, port: number, options?: WaitOptions): Promise<Duplex>;
  /** Closes the current connection, if any; the next use connects again. Used around reboots. */
  disconnect(): Promise<void>;
}

/** A Xen or Linux crash seen on a serial console. */
export interface ConsoleCrash {
  readonly kind: 'xen-panic' | 'linux-panic' | 'linux-oops' | 'dom0-crash';
  /** The line that reports the crash, without its time. */
  readonly message: string;
  readonly at: Date;
}

/** The serial console of a host. A log file gets everything from power-on, with times. */
export interface SerialConsole extends AsyncDisposable {
  /** Absolute path of the log file on the harness's own machine. */
  readonly logPath: string;
  /** Sends text to the host. */
  write(text: string): Promise<void>;
  /** Waits until a line, even an incomplete one, that arrives after the call matches. Returns the match. */
  expect(
    pattern: RegExp,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<RegExpExecArray>;
  /** Calls the listener for each crash seen from now on; returns a function that removes the listener. */
  onCrash(listener: (crash: ConsoleCrash) => void): () => void;
  /** Returns the last lines, oldest first. */
  tail(lines: number): readonly string[];
}

/** State of a host's power; `unknown`: the power method cannot determine it. */
export type PowerState = 'on' | 'off' | 'unknown';

/**
 * Controls the power of a host. Each call returns when the power has changed, not when the host is up.
 *
 * @example
 * await host.power.off();
 * await host.power.on();
 * await host.awaitUp();
 */
export interface PowerDriver {
  /** Name of the power method for messages: `qmp`, `exec`, `manual`, ... */
  readonly method: string;
  /** Turns the power on; no error if it is on. */
  on(options?: WaitOptions): Promise<void>;
  /** Turns the power off; no error if it is off. */
  off(options?: WaitOptions): Promise<void>;
  /** Presses the reset button, or turns the power off and on if there is none. */
  reset(options?: WaitOptions): Promise<void>;
  /** Returns whether the power is on, if the power method can determine it. */
  state(options?: WaitOptions): Promise<PowerState>;
  /** Sends a diagnostic interrupt (NMI); absent: the power method has none. */
  readonly nmi?: (options?: WaitOptions) => Promise<void>;
}
