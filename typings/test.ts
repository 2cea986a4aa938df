import type { Emitter } from './events.ts';
import type { Guest } from './guest.ts';
import type { DebianHost, Host, XenHost, XenInstalledHost } from './host.ts';

/** The state that a host must have before a test can run on it. Each state includes those before it in the list. */
export type HostState =
  | 'bare' // booked, with power and console control; no system is required on its disk
  | 'debian' // runs Debian, and commands run on it: the test gets a `DebianHost`
  | 'xen-installed' // Debian with Xen's packages and boot set-up, perhaps not yet booted into Xen: a `XenInstalledHost`
  | 'xen'; // runs Xen, with Debian as dom0: a `XenHost`

/** The state that a guest must have before a test can run on it. */
export type GuestState =
  | 'absent' // the guest has not been created
  | 'installed' // the guest's disk and configuration exist; its domain does not run
  | 'running'; // the guest's domain runs

/** The type of `TestContext.host` for each {@link HostState}. */
export interface HostByState {
  readonly bare: Host;
  readonly debian: DebianHost;
  readonly 'xen-installed': XenInstalledHost;
  readonly xen: XenHost;
}

/**
 * The states of host and guest that a test requires, or in which it leaves them.
 *
 * @example
 * const needs = { host: 'xen', guest: 'running' } as const satisfies TestNeeds;
 */
export interface TestNeeds {
  /** State of the host. Absent: the test needs no host, or leaves its state unchanged. */
  readonly host?: HostState;
  /** State of the guest. Absent: the test needs no guest, or leaves its state unchanged. */
  readonly guest?: GuestState;
}

/**
 * Reads the inputs of the job and records its outputs. Both are runvars: named texts in the database.
 *
 * @example
 * const suite = runvars.get('debian_suite') ?? 'bookworm';
 * await runvars.set('path_kernel', 'kernel.tar.gz');
 */
export interface RunvarStore {
  /** Returns the value of a runvar; null: it is not set. An empty value counts as set. */
  get(name: string): string | null;
  /**
   * Returns the value of a runvar that must be set.
   *
   * @throws RunvarMissingError (`RUNVAR_MISSING`, blame dependency)
   */
  require(name: string): string;
  /** Returns the value of the runvar `GUEST_NAME`, else of `guests_NAME`, else null. */
  guestVar(guest: string, name: string): string | null;
  /** Records an output of the job. */
  set(name: string, value: string): Promise<void>;
  /** Returns all runvars of the job, by name. */
  all(): Readonly<Record<string, string>>;
}

/**
 * The folder in which a job stores the files that remain after it: logs, builds, consoles.
 *
 * @example
 * await stash.put('xl-info.txt', await host.text('xl info'));
 */
export interface StashFolder {
  /** Absolute path of the folder. */
  readonly path: string;
  /** Stores a text or bytes under a relative name. */
  put(name: string, data: string | Uint8Array): Promise<void>;
  /** Stores a copy of a local file. */
  putFile(name: string, localPath: string): Promise<void>;
  /** Reads a stored file; null: there is none. */
  read(name: string): Promise<Buffer | null>;
}

/**
 * A file that another job built and that this job needs.
 *
 * @example
 * for (const { path, name } of await builds()) await host.ssh.putFile(path, `/root/${name}`);
 */
export interface BuildOutput {
  /** The runvar that names the job, such as `xenbuildjob`. */
  readonly runvar: string;
  /** Part of the build that the file belongs to: `''`, `xen`, `kern`. */
  readonly part: string;
  /** Number of the flight of the build job. */
  readonly flight: number;
  /** Name of the build job, such as `build-amd64`. */
  readonly job: string;
  /** Path of the file in the stash of the build job. */
  readonly name: string;
  /** Absolute path of the file on the harness's own machine. */
  readonly path: string;
  /** Digest in hexadecimal. The file has been verified against it. */
  readonly sha256: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
}

/**
 * The argument of every test: its host and guest, the job that it runs in, and where it stores results.
 *
 * @example
 * import { defineTest } from 'osstest';
 * export const readVersion = defineTest(
 *   { name: 'read-version', summary: 'Reads the version of Xen.', needs: { host: 'xen' } },
 *   async ({ host, args, runvars, stash, recorder, signal }) => {
 *     recorder.progress(`${host.name}: reading the version of Xen`);
 *     const { stdout } = await host.exec(['xl', 'info', ...args], { timeoutMs: 10_000, signal });
 *     await stash.put('xl-info.txt', stdout);
 *     await runvars.set('xen_version', host.xen.version);
 *   },
 * );
 */
export interface TestContext<Needs extends TestNeeds = TestNeeds> {
  /** The host of the step, in the state that `needs.host` requires; null: the test requires no host. */
  readonly host: Needs['host'] extends HostState ? HostByState[Needs['host']] : null;
  /** The guest of the step, in the state that `needs.guest` requires; null: the test requires no guest. */
  readonly guest: Needs['guest'] extends GuestState ? Guest : null;
  /** Name of the guest of the step, such as `debian`. Set even if the guest does not exist yet. */
  readonly guestName: string;
  /** All hosts of the step, in the order in which the recipe names them; `hosts[0]` is `host`. */
  readonly hosts: readonly (Needs['host'] extends HostState ? HostByState[Needs['host']] : Host)[];
  /** Arguments that the recipe gives to the test; empty if it gives none. */
  readonly args: readonly string[];
  /** Number of the flight that the job belongs to, such as `20081`. */
  readonly flight: number;
  /** Name of the job, such as `test-amd64-amd64-xl`. Unique within the flight. */
  readonly job: string;
  /** Inputs and outputs of the job: `runvars.get('debian_suite')` reads one. */
  readonly runvars: RunvarStore;
  /** Folder for files that remain after the job: `stash.put('dmesg.txt', text)` stores one. Pages and reports link them. */
  readonly stash: StashFolder;
  /**
   * Returns the files of the jobs that the runvars `*buildjob` name, verified against their digests.
   *
   * @throws DependencyError (`DEPENDENCY_MISSING`, blame dependency) - a file is missing, or differs from what was stashed.
   */
  readonly builds: () => Promise<readonly BuildOutput[]>;
  /**
   * Adds events to the record of the step, in the terminal and on its page. `recorder.progress('waits for DHCP')` shows
   * a line of progress.
   */
  readonly recorder: Emitter;
  /** Absolute path of the folder for files that can be recreated, such as images. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  /**
   * Aborted at the step's timeout, when the operator stops the job, and when the host crashes. Give it to every call that
   * waits: `host.exec(command, { signal })`.
   */
  readonly signal: AbortSignal;
}

/** One test, as `defineTest` returns it. Recipes combine tests. */
export interface TestModule<Needs extends TestNeeds = TestNeeds, Provides extends TestNeeds = TestNeeds> {
  /** Name of the test, such as `guest-start`: the name of the original's script without `ts-`. */
  readonly name: string;
  /** What the test checks, in one line. */
  readonly summary: string;
  /** States that its host and guest must have before it runs. */
  readonly needs: Needs;
  /** States in which it leaves its host and guest. A state that is not named is unchanged. */
  readonly provides: Provides;
  /** Time limit of the step, in milliseconds; `minutes(5)` and `seconds(30)` return such values. */
  readonly timeoutMs: number;
  /** Increase it when the test changes its host in a new way. Part of the digest under which a frozen host is reused. */
  readonly version: number;
  /** Names of the runvars that change what it does to its host. A test that prepares a host may read no others. */
  readonly reads: readonly string[];
  /** Runs the test. An error that it throws is the reason why the step did not pass. */
  readonly run: (context: TestContext<Needs>) => Promise<void>;
}
