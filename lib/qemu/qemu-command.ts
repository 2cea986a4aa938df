import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { quoteShell } from '../util/quote.ts';
import type { QemuHostRecord, Plugged } from './host-store.ts';
import { GATEWAY_ADDRESS, packagesDir } from './mirror-gateway.ts';

/** How the processors of a host are run. */
export type Accelerator =
  | 'tcg' // emulated: slow, and always does all that Xen needs
  | 'kvm'; // by the machine's own processor, where trying showed that it also virtualises in the host

/** What a host is made of. A frozen host can only be thawed into the same machine. */
export interface Machine {
  readonly accelerator: Accelerator;
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** Files of a host, relative to its folder: QEMU runs in it, and so paths of sockets stay short. */
export const HOST_FILES = {
  /** Power driver. */
  qmp: 'qmp.sock',
  qmpEvents: 'qmp-events.sock',
  /** The lab's own. */
  qmpLab: 'qmp-lab.sock',
  serial: 'serial.sock',
  serialLog: 'serial.log',
  qemuLog: 'qemu.log',
  migration: 'migration.sock',
} as const;

/** Where disks and cards may be plugged into a running host, such as the disks of guests. */
export const HOTPLUG_PORTS = ['hotplug1', 'hotplug2', 'hotplug3', 'hotplug4'] as const;

/** With TCG qemu64 boots quickest; richer models were slower or failed under Xen. */
export function acceleratorArguments(
  accelerator: Accelerator,
  processor = accelerator === 'kvm' ? 'host' : 'qemu64,+svm,+npt',
): string[] {
  const how = accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi,tb-size=512';
  return ['-accel', how, '-machine', 'q35', '-cpu', processor];
}

/** The part of QEMU's command line that makes the machine: equal for all hosts that are thawed from one state. */
export function machineArguments(machine: Machine): string[] {
  return [
    acceleratorArguments(machine.accelerator),
    ['-smp', String(machine.cpus)],
    ['-m', String(machine.memoryMiB)],
    ['-display', 'none', '-nodefaults', '-no-user-config'],
    ['-device', 'virtio-blk-pci,drive=disk'],
    ['-device', 'virtio-net-pci,netdev=net,mac=52:54:00:00:00:01,romfile='],
    ['-device', 'virtio-rng-pci'],
    ...HOTPLUG_PORTS.map((id, index) => ['-device', `pcie-root-port,id=${id},chassis=${index + 1},slot=${index + 1}`]),
  ].flat();
}

type PluggedOf<Kind extends Plugged['kind']> = Extract<Plugged, { readonly kind: Kind }>;
type Device = Readonly<Record<string, string>>;

export const diskDevice = ({ id, port }: PluggedOf<'disk'>): Device => ({
  driver: 'virtio-blk-pci',
  drive: id,
  bus: port,
  serial: id,
  id: `${id}-device`,
});

export const cardDevice = ({ id, port, ether }: PluggedOf<'card'>): Device => ({
  driver: 'virtio-net-pci',
  netdev: id,
  bus: port,
  mac: ether,
  romfile: '',
  id: `${id}-device`,
});

/** What was plugged into the host while it ran is still in it when it is switched off and on. */
export function pluggedArguments(plugged: readonly Plugged[]): string[] {
  return plugged.flatMap((each) => {
    if (each.kind === 'disk') {
      const drive = `file=${each.file},format=qcow2,if=none,id=${each.id},cache=unsafe,discard=unmap`;
      return ['-drive', drive, '-device', deviceOption(diskDevice(each))];
    }
    const cable = `stream,id=${each.id},server=off,addr.type=unix,addr.path=${escapeOption(each.socketPath)}`;
    return ['-netdev', cable, '-device', deviceOption(cardDevice(each))];
  });
}

const deviceOption = ({ driver = '', ...options }: Device): string =>
  [driver, ...Object.entries(options).map(([key, value]) => `${key}=${value}`)].join(',');

/** What of a host's record its wires depend on. */
export type HostWiring = Pick<QemuHostRecord, 'name' | 'sshPort' | 'cacheDir' | 'debianMirror'>;

/** The part that joins the machine to this host: differs from host to host. */
export function wiringArguments(host: HostWiring, disk: string): string[] {
  const network = [
    'user,id=net,ipv6=off,restrict=on',
    `hostfwd=tcp:127.0.0.1:${host.sshPort}-:22`,
    `guestfwd=tcp:${GATEWAY_ADDRESS}:80-cmd:${escapeOption(quoteShell(gatewayCommand(host)))}`,
  ];
  return [
    ['-name', host.name],
    ['-drive', `file=${disk},format=qcow2,if=none,id=disk,cache=unsafe,discard=unmap`],
    ['-netdev', network.join(',')],
    [
      '-chardev',
      `socket,id=serial,path=${HOST_FILES.serial},server=on,wait=off,logfile=${HOST_FILES.serialLog},logappend=on`,
    ],
    ['-serial', 'chardev:serial'],
    ...[HOST_FILES.qmp, HOST_FILES.qmpEvents, HOST_FILES.qmpLab].map((path) => [
      '-qmp',
      `unix:${path},server=on,wait=off`,
    ]),
  ].flat();
}

/** Compiled it is run as it is; in a clone through tsx. */
function gatewayCommand({ cacheDir, debianMirror }: HostWiring): string[] {
  const compiled = import.meta.url.endsWith('.js');
  const program = fileURLToPath(new URL(`mirror-gateway-main.${compiled ? 'js' : 'ts'}`, import.meta.url));
  const loader = compiled ? [] : [`--import=${import.meta.resolve('tsx')}`];
  return [
    process.execPath,
    ...loader,
    program,
    packagesDir(cacheDir),
    ...(debianMirror === null ? [] : [debianMirror]),
  ];
}

/** In QEMU's options a comma is written twice. */
const escapeOption = (value: string): string => value.replaceAll(',', ',,');
