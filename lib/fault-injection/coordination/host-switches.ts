import { createServer } from 'node:net';
import { once } from 'node:events';
import { readLines } from '../../coordination/protocol/line-reader.ts';

/** One act of a harness on a host, as the host records it. */
export interface HostAct {
  readonly host: string;
  /** The generation of the booking that allows the act. */
  readonly generation: number;
  /** The process and its start number, so that two processes are distinct. */
  readonly who: string;
}

/** Hosts without a machine: each records the process and the generation of every act. */
export interface FakeHosts extends AsyncDisposable {
  readonly touches: number;
  /** A description of each act by a process that had already lost the host to a later owner. */
  readonly violations: readonly string[];
  /** The number of bookings that used each host. */
  readonly owners: ReadonlyMap<string, number>;
}

/**
 * Serves hosts on a socket in the file system, which works without a network. A line `{ host, generation, who }` is an act,
 * and the answer is `ok`.
 */
export async function startFakeHosts(path: string): Promise<FakeHosts> {
  const newest = new Map<string, HostAct>();
  const owners = new Map<string, number>();
  const violations: string[] = [];
  let touches = 0;
  const note = (touch: HostAct): void => {
    touches++;
    const last = newest.get(touch.host);
    if (last === undefined || touch.generation > last.generation) {
      newest.set(touch.host, touch);
      owners.set(touch.host, (owners.get(touch.host) ?? 0) + 1);
    } else if (touch.generation < last.generation || touch.who !== last.who) {
      violations.push(
        `${touch.host}: touched by ${touch.who} (generation ${touch.generation}), which ${last.who} has (${last.generation})`,
      );
    }
  };
  const server = createServer((socket) => {
    const serve = async (): Promise<void> => {
      const reader = readLines(socket);
      for (let line = await reader.readLine(); line !== null; line = await reader.readLine()) {
        note(JSON.parse(line) as HostAct);
        socket.write('ok\n');
      }
    };
    serve().catch(() => socket.destroy());
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    get touches() {
      return touches;
    },
    violations,
    owners,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}
