// Serves one connection of a box, given as standard input by QEMU (guestfwd=...-cmd:), and ends with it:
// there is no daemon to look after, and boxes that outlive the harness still have their mirror.
import { Socket } from 'node:net';
import process from 'node:process';
import { findAptMirror } from './apt-mirror.ts';
import { createMirrorGateway } from './mirror-gateway.ts';

const [cacheDir] = process.argv.slice(2);
if (cacheDir === undefined) throw new Error('usage: mirror-gateway-main CACHE-DIRECTORY');
const connection = new Socket({ fd: 0, readable: true, writable: true });
createMirrorGateway(await findAptMirror(), cacheDir).emit('connection', connection);
