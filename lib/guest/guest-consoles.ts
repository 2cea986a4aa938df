import { join } from 'node:path';
import type { Host } from '../../typings/host.ts';
import type { Clock } from '../util/clock.ts';
import { followConsole, type FollowedConsole } from './follow-console.ts';
import { consoleLogPaths } from './guest-config.ts';

/** The consoles of a job's guests, each followed until `end` or until its connection is lost. */
export interface GuestConsoles {
  /** Follows the console of a guest on a host, unless it is followed already. Appends to an existing log. */
  follow(host: Pick<Host, 'name' | 'exec'>, guest: string): void;
  /** Stops following all consoles. Never throws. */
  end(): Promise<void>;
  /** Returns the paths of the existing logs, in which each line has its time. */
  logPaths(): readonly string[];
}

/** A connection to a host has room for ten commands. The captured logs have the consoles of further guests. */
const MAX_PER_HOST = 4;

/**
 * Creates the set of consoles that a job follows, empty.
 *
 * @param folder - of the logs `HOST--guest-NAME-serial.log`.
 */
export function createGuestConsoles(folder: string, clock: Clock): GuestConsoles {
  const followed = new Map<string, FollowedConsole>();
  const logPaths = new Set<string>();
  return {
    follow: (host, guest) => {
      const prefix = join(folder, `${host.name}--guest-`);
      const logPath = `${prefix}${guest}-serial.log`;
      const ofHost = [...followed.keys()].filter((key) => key.startsWith(prefix));
      if (followed.has(logPath) || ofHost.length >= MAX_PER_HOST) return;
      const one = followConsole(host, { paths: consoleLogPaths(guest), logPath, clock });
      followed.set(logPath, one);
      logPaths.add(logPath);
      void one.over.then(() => followed.delete(logPath));
    },
    end: async () => {
      await Promise.all([...followed.values()].map((one) => one.end()));
    },
    logPaths: () => [...logPaths],
  };
}
