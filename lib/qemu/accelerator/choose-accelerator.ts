import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../../errors/osstest-error.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import { sha256Json } from '../../util/digest.ts';
import { run } from '../../util/subprocess.ts';
import { minutes } from '../../util/units.ts';
import { ensureImage, type EnsureImageOptions } from '../image/ensure-image.ts';
import type { HostImage } from '../image/image-cache.ts';
import { acceleratorArguments } from '../machine/machine-arguments.ts';
import type { Accelerator } from '../machine/machine.ts';
import { checkQemuTools } from '../tools/qemu-tools.ts';

/**
 * Chooses how QEMU hosts run: by KVM if it also virtualises inside a host, as Xen needs; else emulated.
 *
 * The presence of /dev/kvm is not enough. A trial runs a virtual machine inside a host, once for each version of QEMU and
 * of the kernel; the result is stored in the cache.
 */
export async function chooseAccelerator(options: EnsureImageOptions): Promise<Accelerator> {
  const { cacheDir, emitter } = options;
  if (!(await mayUseKvm())) return 'tcg';
  const { qemuVersion } = await checkQemuTools();
  const machine = sha256Json({ qemuVersion, kernel: release(), cpu: cpus()[0]?.model });
  const path = join(cacheDir, 'accelerator', machine.slice(0, 16));
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null) return known.startsWith('kvm') ? 'kvm' : 'tcg';

  emitter.progress('qemu: testing whether KVM virtualises inside a host');
  const result = await probeVirtualisation(await ensureImage('debian', options), 'kvm', options);
  emitter.progress(`qemu: KVM: virtualisation inside a host ${result}`);
  const chosen = result === 'works' ? 'kvm' : 'tcg';
  if (result.startsWith(NOT_TRIED)) return chosen; // the next trial may succeed
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
const PROBE_TIMEOUT_MS = minutes(5); // emulated on an idle machine it takes about 20 s

/** Runs a virtual machine of one instruction inside a host. Returns `works`, or how it failed. */
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
    return /osstest: virtualisation (.*)/.exec(stdout)?.[1]?.trim() ?? `${NOT_TRIED}: the host did not reach the trial`;
  } catch (error) {
    options.signal?.throwIfAborted();
    return `${NOT_TRIED}: ${describeError(error)}`;
  }
}
