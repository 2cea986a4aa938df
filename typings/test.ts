import type { Emitter } from './events.ts';
import type { Guest } from './guest.ts';
import type { DebianHost, Host, XenHost, XenInstalledHost } from './host.ts';

/** What a host must be before a test can run on it; each one includes those before it. */
export type HostState = 'bare' | 'debian' | 'xen-installed' | 'xen';
/** What a guest must be before a test can run on it. */
export type GuestState = 'absent' | 'installed' | 'running';

/** The object that a test gets for the state that it asks for. */
export interface HostByState {
  readonly bare: Host;
  readonly debian: DebianHost;
  readonly 'xen-installed': XenInstalledHost;
  readonly xen: XenHost;
}

/** What a test asks for, or leaves behind. */
export interface TestNeeds {
  readonly host?: HostState;
  readonly guest?: GuestState;
}

/** Inputs and outputs of the job, kept in the database. */
export interface RunvarStore {
  /** null: not set. An empty value counts as set. */
  get(name: string): string | null;
  /** @throws RunvarMissingError (`RUNVAR_MISSING`, blame dependency) */
  require(name: string): string;
  /** `GUEST_NAME`, else `guests_NAME`, else null. */
  guestVar(guest: string, name: string): string | null;
  /** Records an output. */
  set(name: string, value: string): Promise<void>;
  /** All of the job. */
  all(): Readonly<Record<string, string>>;
}

/** The job's folder of files that stay. */
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

/** A file that another job made, and that this one needs. */
export interface BuildOutput {
  /** The runvar that names the job, such as `xenbuildjob`. */
  readonly runvar: string;
  /** Which part of what the job made: `''`, `xen`, `kern`. */
  readonly part: string;
  readonly flight: number;
  readonly job: string;
  /** In the job's stash. */
  readonly name: string;
  /** Absolute, on the harness's own machine. */
  readonly path: string;
  /** Hex; the file was compared with it. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Everything that a test gets. */
export interface TestContext<Needs extends TestNeeds = TestNeeds> {
  /** The host that the step is about, in the state asked for. */
  readonly host: Needs['host'] extends HostState ? HostByState[Needs['host']] : null;
  /** The guest that the step is about. */
  readonly guest: Needs['guest'] extends GuestState ? Guest : null;
  /** Name of the guest that the step is about, whether it is there yet or not. */
  readonly guestName: string;
  /** All hosts of the step, in the order in which the recipe names them. */
  readonly hosts: readonly (Needs['host'] extends HostState ? HostByState[Needs['host']] : Host)[];
  readonly args: readonly string[];
  readonly flight: number;
  readonly job: string;
  readonly runvars: RunvarStore;
  readonly stash: StashFolder;
  /**
   * What the jobs made that the runvars `*buildjob` name, compared with their digests.
   * @throws DependencyError (`DEPENDENCY_MISSING`, blame dependency) - a file is not there, or not what was stashed.
   */
  readonly builds: () => Promise<readonly BuildOutput[]>;
  readonly recorder: Emitter;
  /** For what can be made again, such as images. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  /** Aborted at the step's timeout, when the operator stops the job, and when the host crashes. */
  readonly signal: AbortSignal;
}

/** One test: a value that recipes compose. */
export interface TestModule<Needs extends TestNeeds = TestNeeds, Provides extends TestNeeds = TestNeeds> {
  /** As in the original without `ts-`. */
  readonly name: string;
  readonly summary: string;
  readonly needs: Needs;
  /** The state in which it leaves its host and guest; what is not named stays as it was. */
  readonly provides: Provides;
  readonly timeoutMs: number;
  /** Changes when what the test does to a host changes; part of the digest under which a frozen host is reused. */
  readonly version: number;
  /** Names of the runvars that change what it does to its host; a test that prepares a host may read no other. */
  readonly reads: readonly string[];
  /** The test itself; what it throws is why it did not pass. */
  readonly run: (context: TestContext<Needs>) => Promise<void>;
}
