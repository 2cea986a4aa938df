import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { quoteShell } from '../../util/quote.ts';
import { GATEWAY_ADDRESS, packagesDir } from '../mirror/mirror-gateway.ts';
import { escapeOption } from './escape-option.ts';
import { HOST_FILES } from './host-files.ts';

/** What the connections of a host depend on. */
export interface HostWiring {
  readonly name: string;
  /** On 127.0.0.1. */
  readonly sshPort: number;
  /** Where its packages are. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. */
  readonly debianMirror: string | null;
}

/** Returns the arguments that connect the machine to this computer: network, serial console, monitors. */
export function wiringArguments(host: HostWiring): string[] {
  const network = [
    'user,id=net,ipv6=off,restrict=on',
    `hostfwd=tcp:127.0.0.1:${host.sshPort}-:22`,
    `guestfwd=tcp:${GATEWAY_ADDRESS}:80-cmd:${escapeOption(quoteShell(gatewayCommand(host)))}`,
  ];
  return [
    ['-name', host.name],
    ['-netdev', network.join(',')],
    [
      '-chardev',
      `socket,id=serial,path=${HOST_FILES.serial},server=on,wait=off,logfile=${HOST_FILES.serialLog},logappend=on`,
    ],
    ['-serial', 'chardev:serial'],
    ...[HOST_FILES.qmp, HOST_FILES.qmpEvents, HOST_FILES.qmpControl].map((path) => [
      '-qmp',
      `unix:${path},server=on,wait=off`,
    ]),
  ].flat();
}

/** Returns the command of the mirror gateway: compiled JavaScript in the package, TypeScript through tsx in a clone. */
function gatewayCommand({ cacheDir, debianMirror }: HostWiring): string[] {
  const compiled = import.meta.url.endsWith('.js');
  const file = `../mirror/mirror-gateway-main.${compiled ? 'js' : 'ts'}`;
  const program = fileURLToPath(new URL(file, import.meta.url));
  const loader = compiled ? [] : [`--import=${import.meta.resolve('tsx')}`];
  return [
    process.execPath,
    ...loader,
    program,
    packagesDir(cacheDir),
    ...(debianMirror === null ? [] : [debianMirror]),
  ];
}
