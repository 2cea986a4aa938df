import { once } from 'node:events';
import { createServer } from 'node:net';
import { QemuHostError } from '../errors/lab-errors.ts';
import { sha256 } from '../util/digest.ts';

const FIRST_PORT = 22_000;
const PORTS = 8000; // so that they lie below those that the kernel gives to outgoing connections

/**
 * A port on 127.0.0.1 that nobody uses or was promised. The same host gets the same one each time where it can, and
 * hosts of different labs on this machine, which do not know of each other, get different ones.
 */
export async function pickPort(hostDirectory: string, promised: readonly number[]): Promise<number> {
  const begin = Number.parseInt(sha256(hostDirectory).slice(0, 8), 16) % PORTS;
  for (let step = 0; step < PORTS; step++) {
    const port = FIRST_PORT + ((begin + step) % PORTS);
    if (!promised.includes(port) && (await isFree(port))) return port;
  }
  throw new QemuHostError('lab', `no free port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} on 127.0.0.1`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
