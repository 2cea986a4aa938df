import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../errors/osstest-error.ts';
import { writeFileAtomically } from '../util/atomic-file.ts';
import { sha256Json } from '../util/digest.ts';
import { run } from '../util/subprocess.ts';
import { minutes } from '../util/units.ts';
import { ensureImage, type EnsureImageOptions } from './ensure-image.ts';
import type { HostImage } from './image-cache.ts';
import { checkLabTools } from './qemu-tools.ts';
import { acceleratorArguments, type Accelerator } from './qemu-command.ts';

/**
 * Chooses how hosts are run: by KVM where it also virtualises inside of a host, as Xen needs, else emulated.
 *
 * That there is a /dev/kvm does not say so: it is found out by running a virtual machine in a host, once for each
 * version of QEMU and kernel, and remembered in the cache.
 */
export async function chooseAccelerator(options: EnsureImageOptions): Promise<Accelerator> {
  const { cacheDir, emitter } = options;
  if (!(await mayUseKvm())) return 'tcg';
  const { qemuVersion } = await checkLabTools();
  const machine = sha256Json({ qemuVersion, kernel: release(), cpu: cpus()[0]?.model });
  const path = join(cacheDir, 'accelerator', machine.slice(0, 16));
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null) return known.startsWith('kvm') ? 'kvm' : 'tcg';

  emitter.progress('lab: trying whether KVM virtualises inside of a host');
  const result = await probeVirtualisation(await ensureImage('debian', options), 'kvm', options);
  emitter.progress(`lab: KVM: virtualisation in a host ${result}`);
  const chosen = result === 'works' ? 'kvm' : 'tcg';
  if (result.startsWith(NOT_TRIED)) return chosen; // that may go better the next time
  await mkdir(join(cacheDir, 'accelerator'), { recursive: true });
  await writeFileAtomically(path, `${chosen}\n${result}\n`);
  return chosen;
}

/** A /dev/kvm without the processor's virtualization starts machines that never run an instruction. */
async function mayUseKvm(): Promise<boolean> {
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK);
    return hasVirtualization(await readFile('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

/** Returns whether a processor has virtualization. Source: the flags of /proc/cpuinfo. */
export const hasVirtualization = (cpuinfo: string): boolean => /^flags\s*:.*\b(vmx|svm)\b/m.test(cpuinfo);

const NOT_TRIED = 'could not be tried';
const PROBE_TIMEOUT_MS = minutes(5); // it takes some 20 s emulated on a quiet machine

/** Runs a virtual machine of one instruction in a host: `works`, or how it failed. */
export async function probeVirtualisation(
  image: HostImage,
  accelerator: Accelerator,
  options: { readonly signal?: AbortSignal | undefined; readonly processor?: string },
): Promise<string> {
  const command = [
    ['qemu-system-x86_64', ...acceleratorArguments(accelerator, options.processor)],
    ['-m', '512', '-display', 'none', '-nodefaults', '-no-user-config', '-no-reboot', '-serial', 'stdio'],
    ['-drive', `file=${image.diskPath.replaceAll(',', ',,')},format=raw,if=virtio,snapshot=on`],
    ['-kernel', image.kernelPath, '-initrd', image.initrdPath],
    ['-append', 'console=ttyS0,115200 root=LABEL=root ro panic=-1 quiet init=/usr/local/sbin/osstest-probe'],
  ].flat();
  const late = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const { stdout } = await run(command, {
      signal: AbortSignal.any([late, ...(options.signal ? [options.signal] : [])]),
    });
    return /osstest: virtualisation (.*)/.exec(stdout)?.[1]?.trim() ?? `${NOT_TRIED}: the host did not get so far`;
  } catch (error) {
    options.signal?.throwIfAborted();
    return `${NOT_TRIED}: ${describeError(error)}`;
  }
}
