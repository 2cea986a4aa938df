import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { userInfo } from 'node:os';
import { LabSetupError } from '../../errors/lab-errors.ts';
import { ToolMissingError } from '../../errors/subprocess-errors.ts';
import { findProgram } from '../../util/find-program.ts';
import { run } from '../../util/subprocess.ts';

/** A Debian package that is needed, and a program of it that shows that it is installed. */
interface QemuTool {
  readonly package: string;
  readonly program: string;
  readonly neededBy: 'all' | 'user';
}

/** The first version that has `-netdev stream`, and in which freezing works. */
const OLDEST_QEMU = '7.2';

/** Lists the Debian packages of debian-packages.txt that are not installed. */
async function missingPackages(): Promise<string[]> {
  const tools = await readQemuTools();
  const needed = process.getuid?.() === 0 ? tools.filter((tool) => tool.neededBy === 'all') : tools;
  const found = await Promise.all(needed.map(({ program }) => findProgram(program)));
  return needed.filter((_, index) => found[index] === null).map((tool) => tool.package);
}

async function readQemuTools(): Promise<QemuTool[]> {
  const text = await readFile(new URL('debian-packages.txt', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return rows.map((row) => {
    const [name = '', program = '', neededBy] = row.split(/\s+/);
    return { package: name, program, neededBy: neededBy === 'user' ? 'user' : 'all' };
  });
}

/**
 * Returns the path of a program of one of the needed packages.
 *
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - names the package to install.
 */
export async function findQemuTool(program: string): Promise<string> {
  const path = await findProgram(program);
  if (path !== null) return path;
  const tool = (await readQemuTools()).find((each) => each.program === program);
  throw new ToolMissingError(program, `install the Debian package ${tool?.package ?? 'that has it'}`);
}

/**
 * Checks that this machine can run QEMU hosts, and returns QEMU's version.
 *
 * @throws LabSetupError (`LAB_SETUP_INCOMPLETE`, blame lab) - lists everything that is missing and how to install it.
 */
export async function checkQemuTools(): Promise<{ readonly qemuVersion: string }> {
  const problems: string[] = [];
  const missing = await missingPackages();
  if (missing.length > 0) problems.push(`Debian packages are missing (apt-get install ${missing.join(' ')})`);
  const qemuVersion = missing.includes('qemu-system-x86') ? null : await readQemuVersion();
  if (qemuVersion !== null && isOlder(qemuVersion, OLDEST_QEMU))
    problems.push(`QEMU is ${qemuVersion}, but ${OLDEST_QEMU} or later is needed`);
  if (process.getuid?.() !== 0) problems.push(...(await missingSubordinateIds()));
  if (problems.length > 0 || qemuVersion === null) throw new LabSetupError(`QEMU hosts: ${problems.join('; ')}`);
  return { qemuVersion };
}

/** Returns QEMU's version, such as `7.2.22 (Debian 1:7.2+dfsg-7)`. */
async function readQemuVersion(): Promise<string> {
  const { stdout } = await run(['qemu-system-x86_64', '--version']);
  return /version (.*)/.exec(stdout)?.[1] ?? stdout.trim();
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

/** Checks for subordinate ids, with which an ordinary user builds images as root of a user namespace. */
async function missingSubordinateIds(): Promise<string[]> {
  const { username, uid } = userInfo();
  const files = ['/etc/subuid', '/etc/subgid'];
  const has = async (file: string): Promise<boolean> =>
    (await readFile(file, 'utf8').catch(() => ''))
      .split('\n')
      .some((line) => line.startsWith(`${username}:`) || line.startsWith(`${uid}:`));
  if ((await Promise.all(files.map(has))).every(Boolean)) return [];
  return [
    `${username} has no subordinate ids in ${files.join(' and ')} (usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username})`,
  ];
}
