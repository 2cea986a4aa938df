import { createServer } from 'node:net';
import { once } from 'node:events';
import { readLines } from '../../coordination/protocol/line-reader.ts';

/** What a harness does to a host: the host itself notes it. */
export interface Touch {
  readonly host: string;
  /** Of the booking under which it is touched. */
  readonly generation: number;
  /** Which process, of how many since it was started: tells two of them apart. */
  readonly who: string;
}

/** Hosts that nobody switches on: each notes who touched it, and with which generation. */
export interface FakeHosts extends AsyncDisposable {
  readonly touches: number;
  /** Each touch by one who had lost the host to a later owner already, in words. */
  readonly violations: readonly string[];
  /** How many bookings came to use each host. */
  readonly owners: ReadonlyMap<string, number>;
}

/** Serves hosts on a socket in the file system, which is there also without a network: a line `{ host, generation, who }` is a touch, and is answered with `ok`. */
export async function startFakeHosts(path: string): Promise<FakeHosts> {
  const newest = new Map<string, Touch>();
  const owners = new Map<string, number>();
  const violations: string[] = [];
  let touches = 0;
  const note = (touch: Touch): void => {
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
        note(JSON.parse(line) as Touch);
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
