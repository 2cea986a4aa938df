// Serves one connection of a host, which QEMU passes as standard input (guestfwd=...-cmd:), and exits with it.
// So there is no daemon to monitor, and hosts that outlive the harness still have their mirror.
import { Socket } from 'node:net';
import process from 'node:process';
import { findAptMirror } from './apt-mirror.ts';
import { createMirrorGateway } from './mirror-gateway.ts';

const [packagesDirectory, debianMirror = null] = process.argv.slice(2);
if (packagesDirectory === undefined) throw new Error('usage: mirror-gateway-main PACKAGES-DIRECTORY [MIRROR]');
const connection = new Socket({ fd: 0, readable: true, writable: true });
createMirrorGateway(await findAptMirror(debianMirror), packagesDirectory).emit('connection', connection);
