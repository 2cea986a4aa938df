import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findQemuTool } from '../qemu/tools/qemu-tools.ts';
import { sha256Json } from '../util/digest.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { run } from '../util/subprocess.ts';

/** A root of busybox and dropbear, without kernel modules: those come from the host of the guest. */
export interface TinyImage {
  /** Compressed cpio archive. */
  readonly path: string;
  /** The guest's ssh host key, as in known_hosts. */
  readonly hostKey: string;
}

const INITTAB = `::sysinit:/etc/rc
::respawn:/usr/sbin/dropbear -F -E -s -r /etc/dropbear/key
::restart:/bin/init
::ctrlaltdel:/bin/poweroff
`;

const RC = `#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mkdir -p /dev/pts; mount -t devpts pts /dev/pts
for m in $(cat /lib/modules/order); do insmod /lib/modules/$m.ko 2>/dev/null; done
ip link set lo up
i=0; while [ ! -e /sys/class/net/eth0 ] && [ $i -lt 150 ]; do sleep 0.2; i=$((i+1)); done
ip link set eth0 up
udhcpc -i eth0 -q -t 20 -T 2 -s /etc/udhcpc.sh
echo "osstest-guest-address $(ip -4 -o addr show eth0 | sed -n 's/.* inet \\([0-9.]*\\).*/\\1/p')" > /dev/console
`;

const UDHCPC = `#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add $ip/\${mask:-24} dev eth0
[ -z "$router" ] || ip route add default via $router
`;

/**
 * Returns the root of the tiny guest, which it builds once for each ssh key.
 *
 * @param publicKey - the key that may log in, as in authorized_keys.
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - busybox-static, dropbear-bin or cpio is not installed.
 */
export async function ensureTinyImage(cacheDir: string, publicKey: string, signal?: AbortSignal): Promise<TinyImage> {
  const programs = {
    busybox: await findQemuTool('busybox'),
    dropbear: await findQemuTool('dropbear'),
  };
  const versions = [await stat(programs.busybox), await stat(programs.dropbear)].map(({ size, mtimeMs }) => [
    size,
    mtimeMs,
  ]);
  const digest = sha256Json([INITTAB, RC, UDHCPC, publicKey, versions]);
  const folder = join(cacheDir, 'guests', `tiny-${digest.slice(0, 16)}`);
  await using lock = await acquireProcessLock(folder, { signal });
  void lock;
  const image = { path: join(folder, 'root.cpio.gz') };
  const hostKey = await readFile(join(folder, 'host-key'), 'utf8').catch(() => null);
  if (hostKey !== null) return { ...image, hostKey };
  const work = await mkdtemp(join(tmpdir(), 'osstest-tiny-'));
  try {
    const built = await buildTiny(work, programs, publicKey, signal);
    await mkdir(dirname(folder), { recursive: true });
    const staged = `${folder}.new`;
    await rm(staged, { recursive: true, force: true });
    await mkdir(staged);
    await copyFile(built.archive, join(staged, 'root.cpio.gz'));
    await writeFile(join(staged, 'host-key'), built.hostKey);
    await rename(staged, folder);
    return { ...image, hostKey: built.hostKey };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildTiny(
  work: string,
  programs: { readonly busybox: string; readonly dropbear: string },
  publicKey: string,
  signal?: AbortSignal,
): Promise<{ archive: string; hostKey: string }> {
  const root = join(work, 'root');
  for (const folder of [
    'bin',
    'usr/bin',
    'usr/sbin',
    'etc/dropbear',
    'dev',
    'proc',
    'sys',
    'root/.ssh',
    'lib/modules',
    'tmp',
    'run',
    'var/run',
  ]) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await copyWithLibraries(programs.busybox, join(root, 'bin/busybox'), root, signal);
  const { stdout: applets } = await run([programs.busybox, '--list'], { signal });
  for (const applet of applets.trim().split('\n'))
    if (applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
  await symlink('bin/busybox', join(root, 'init'));
  await symlink('bin', join(root, 'sbin')); // the kernel runs /sbin/poweroff to shut down
  await copyWithLibraries(programs.dropbear, join(root, 'usr/sbin/dropbear'), root, signal);
  for (const [path, text, mode] of rootFiles(publicKey)) await writeFile(join(root, path), text, { mode });
  const key = join(root, 'etc/dropbear/key');
  const { stdout: keyText } = await run(['dropbearkey', '-t', 'ed25519', '-f', key], { signal });
  const hostKey = /^(ssh-ed25519 \S+)/m.exec(keyText)?.[1] ?? '';
  const archive = join(work, 'root.cpio.gz');
  await run(['sh', '-c', 'cd "$1" && find . | cpio --quiet -R 0:0 -H newc -o | gzip -9 > "$2"', 'sh', root, archive], {
    signal,
  });
  return { archive, hostKey };
}

/** Path, content and mode. */
const rootFiles = (publicKey: string): readonly (readonly [string, string, number])[] => [
  ['etc/inittab', INITTAB, 0o644],
  ['etc/rc', RC, 0o755],
  ['etc/udhcpc.sh', UDHCPC, 0o755],
  ['etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n', 0o644],
  ['etc/shadow', 'root:*:0:0:99999:7:::\n', 0o600],
  ['etc/group', 'root:x:0:\n', 0o644],
  ['etc/shells', '/bin/sh\n', 0o644],
  ['etc/nsswitch.conf', 'passwd: files\ngroup: files\nshadow: files\n', 0o644],
  ['root/.ssh/authorized_keys', `${publicKey.trim()}\n`, 0o600],
];

async function copyWithLibraries(program: string, target: string, root: string, signal?: AbortSignal): Promise<void> {
  await copyFile(program, target);
  const { stdout } = await run(['ldd', program], { signal, okExitCodes: [0, 1] }); // 1: linked statically
  for (const path of stdout.match(/\/\S+/g) ?? []) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(path, join(root, path));
  }
}
