import type { BoxDefinition } from './box.ts';

/** Folders of one user, absolute. */
export interface Paths {
  /** What must not be lost: the private database, stash, boxes. Default `$XDG_STATE_HOME/osstest`. */
  readonly stateDir: string;
  /** What can be made again: images, packages. Default `$XDG_CACHE_HOME/osstest`. */
  readonly cacheDir: string;
  /** Sockets. Default `$XDG_RUNTIME_DIR/osstest`, else a private folder below the system's temporary one. */
  readonly runtimeDir: string;
  /** Files of jobs. Default `stateDir/stash`. */
  readonly stashDir: string;
}

/** The whole configuration: complete, frozen. Documented key by key in docs/config.md. */
export interface Config {
  readonly paths: Paths;
  readonly database: {
    /** PostgreSQL URL; null: the private server of this user. */
    readonly url: string | null;
  };
  readonly lab: {
    /** How many QEMU boxes there are to book: qemu0, qemu1, ... */
    readonly qemuBoxes: number;
    readonly memoryMiB: number;
    readonly cpus: number;
  };
  /** Boxes of your own, by name. */
  readonly boxes: readonly BoxDefinition[];
  /** Branch of flights made without one. */
  readonly branch: string;
}
