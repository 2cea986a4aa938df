import { join } from 'node:path';
import type { Host } from '../../typings/host.ts';
import type { Clock } from '../util/clock.ts';
import { followConsole, type FollowedConsole } from './follow-console.ts';
import { consoleLogPaths } from './guest-config.ts';

/** The consoles of a job's guests, each followed while it has something to tell. */
export interface GuestConsoles {
  /** Follows the console of a guest on a host, unless that is done already; goes on behind what came before. */
  follow(host: Pick<Host, 'name' | 'exec'>, guest: string): void;
  /** Ends all. Never throws. */
  end(): Promise<void>;
  /** The logs that there are, each line with its time. */
  logPaths(): readonly string[];
}

/** A connection to a host has room for ten commands; what more guests print is in the capture of logs. */
const MOST_OF_A_HOST = 4;

/** @param folder - where the logs go, as `HOST--guest-NAME-serial.log`. */
export function createGuestConsoles(folder: string, clock: Clock): GuestConsoles {
  const followed = new Map<string, FollowedConsole>();
  const logPaths = new Set<string>();
  return {
    follow: (host, guest) => {
      const prefix = join(folder, `${host.name}--guest-`);
      const logPath = `${prefix}${guest}-serial.log`;
      const ofHost = [...followed.keys()].filter((key) => key.startsWith(prefix));
      if (followed.has(logPath) || ofHost.length >= MOST_OF_A_HOST) return;
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
