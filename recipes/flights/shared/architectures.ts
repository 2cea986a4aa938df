import { ARM_LINUX, type Branch } from './branch.ts';
import type { Arch } from './platforms.ts';

/** Returns why the flights of a branch have no jobs for an architecture of dom0; null: they have some. */
export function whyNotArch(branch: Branch, arch: Arch): string | null {
  return arch === 'armhf' ? whyNotArm(branch) : whyNotX86(branch, arch);
}

function whyNotX86({ name, kind }: Branch, arch: Arch): string | null {
  if (name === ARM_LINUX) return `${name} is for ARM`;
  return kind === 'smoke' && arch === 'i386' ? 'the smoke test is short' : null;
}

/** Oldest Linux version that boots on the ARM hosts. */
const ARM_LINUX_SINCE = [3, 18] as const;

function whyNotArm({ name, kind, xenMinor, linuxVersion }: Branch): string | null {
  if (xenMinor < 3) return 'Xen runs on ARM since 4.3';
  if (kind === 'seabios' || kind === 'ovmf') return `${kind} is for x86`;
  if (kind === 'rumpuserxen') return 'rump kernels are for x86';
  if (name === 'linux-mingo-tip-master') return `${name} is for x86`;
  if (linuxVersion !== null && isBefore(linuxVersion, ARM_LINUX_SINCE)) {
    return `Linux runs on the ARM hosts since ${ARM_LINUX_SINCE.join('.')}`;
  }
  return null;
}

function isBefore(version: string, [sinceMajor, sinceMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < sinceMajor || (major === sinceMajor && minor < sinceMinor);
}
