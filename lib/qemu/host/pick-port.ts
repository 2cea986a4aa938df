import { once } from 'node:events';
import { createServer } from 'node:net';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { sha256 } from '../../util/digest.ts';

const FIRST_PORT = 22_000;
const PORTS = 8000; // all below the ports that the kernel uses for outgoing connections

/**
 * Returns a port on 127.0.0.1 that is free and not reserved for another host.
 *
 * A host gets the same port each time if possible. Hosts in different state directories of this machine do not know of
 * each other; they start the search at different ports.
 */
export async function pickPort(hostDirectory: string, reserved: readonly number[]): Promise<number> {
  const first = Number.parseInt(sha256(hostDirectory).slice(0, 8), 16) % PORTS;
  for (let step = 0; step < PORTS; step++) {
    const port = FIRST_PORT + ((first + step) % PORTS);
    if (!reserved.includes(port) && (await isFree(port))) return port;
  }
  throw new QemuHostError(hostDirectory, `no free port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} on 127.0.0.1`);
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
