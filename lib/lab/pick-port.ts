import { once } from 'node:events';
import { createServer } from 'node:net';
import { BoxError } from '../errors/lab-errors.ts';

const FIRST_PORT = 22_000;
const LAST_PORT = 29_999; // below those that the kernel gives to outgoing connections

/** A port on 127.0.0.1 that nobody uses or was promised. */
export async function pickPort(taken: readonly number[]): Promise<number> {
  for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new BoxError('lab', `no free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1`);
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
