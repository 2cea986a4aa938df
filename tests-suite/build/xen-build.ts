import {
  cloneTree,
  defineTest,
  fail,
  minutes,
  runBuild,
  seconds,
  stashOutput,
  type BuildContext,
  type TestContext,
} from 'osstest';

/** Trees that the build of Xen fetches: name in runvars, folder below that of Xen, variables in .config. */
const INNER_TREES = [
  { name: 'qemu', folder: 'tools/qemu-xen-traditional-dir', url: 'QEMU_REMOTE', revision: 'QEMU_TAG' },
  { name: 'qemuu', folder: 'tools/qemu-xen-dir', url: 'QEMU_UPSTREAM_URL', revision: 'QEMU_UPSTREAM_REVISION' },
  {
    name: 'seabios',
    folder: 'tools/firmware/seabios-dir',
    url: 'SEABIOS_UPSTREAM_URL',
    revision: 'SEABIOS_UPSTREAM_TAG',
  },
  { name: 'ovmf', folder: 'tools/firmware/ovmf-dir', url: 'OVMF_UPSTREAM_URL', revision: 'OVMF_UPSTREAM_REVISION' },
] as const;

/** Files of each part; a part takes the files that the earlier parts have left. */
const PARTS = [
  { part: 'kern', patterns: ['boot/vmlinu*', 'boot/initrd*', 'boot/config-*', 'boot/System.map-*', 'lib/modules'] },
  { part: 'xen', patterns: ['boot/xen*'] },
  { part: '', patterns: ['*', '.[!.]*'] },
] as const;

export default defineTest(
  {
    name: 'xen-build',
    summary: 'Xen and its tools build at the given revision, and are stashed.',
    needs: { host: 'debian' },
    timeoutMs: minutes(170),
    version: 1,
  },
  async (context) => {
    const { host, args, flight, job, runvars, signal } = context;
    const work = `${await host.text('pwd', { signal })}/build.${flight}.${job}`;
    const folder = `${work}/xen`;
    await host.exec(['sh', '-ec', 'rm -rf "$1" && mkdir -p "$1"', 'fresh', work], { signal, timeoutMs: minutes(5) });
    await cloneTree(context, 'xen', folder);
    await host.ssh.writeFile(`${folder}/.config`, configText(runvars), { signal });
    const configure = `if [ -e configure ]; then ./configure ${configureFlags(runvars)}; fi`;
    await runBuild(context, { name: 'configure', folder, command: configure, timeoutMs: seconds(300) });
    const target = args.includes('tools') ? 'dist-tools' : 'dist';
    const make = `make -j"$(nproc)" ${target}`;
    await runBuild(context, { name: 'make', folder, command: make, timeoutMs: seconds(9000) });
    await recordInnerTrees(context, folder);
    await stashParts(context, folder);
    await host.exec(['rm', '-rf', work], { signal, timeoutMs: minutes(5) });
  },
);

/** Returns the .config that the original writes; the tree has defaults for everything that no runvar sets. */
function configText(runvars: TestContext['runvars']): string {
  const lines = [
    `debug=${runvars.get('xen_build_debug') ?? 'y'}`,
    'GIT_HTTP=y',
    `KERNELS=${runvars.get('xen_kernels') ?? ''}`,
  ];
  if (runvars.get('enable_xsm') === 'true') lines.push('XSM_ENABLE=y', 'FLASK_ENABLE=y');
  for (const { name, url, revision } of INNER_TREES) {
    for (const [variable, value] of [
      [url, runvars.get(`tree_${name}`)],
      [revision, runvars.get(`revision_${name}`)],
    ]) {
      if (value !== null && value !== undefined && value !== '') lines.push(`${variable}:=${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const configureFlags = (runvars: TestContext['runvars']): string =>
  ['ovmf', 'xend']
    .filter((name) => runvars.get(`enable_${name}`) === 'true')
    .map((name) => `--enable-${name}`)
    .join(' ');

/** Records the commits of the trees that the build of Xen fetched. */
async function recordInnerTrees({ host, runvars, signal }: BuildContext, folder: string): Promise<void> {
  for (const inner of INNER_TREES) {
    const command = [
      'sh',
      '-c',
      'if [ -e "$1/.git" ]; then git -C "$1" rev-parse HEAD; fi',
      'inner',
      `${folder}/${inner.folder}`,
    ];
    const commit = await host.text(command, { signal });
    if (commit === '') continue;
    await runvars.set(`built_revision_${inner.name}`, commit);
    await runvars.set(`built_vcs_${inner.name}`, 'git');
  }
}

/** Stashes the parts of the output. */
async function stashParts(context: BuildContext, folder: string): Promise<void> {
  const { host, signal, recorder } = context;
  const installed = `${folder}/dist/install`;
  const { exitCode } = await host.exec(['test', '-d', installed], { signal, okExitCodes: [0, 1] });
  if (exitCode !== 0) fail(`${host.name}: make created no dist/install`);
  const made: string[] = [];
  for (const part of PARTS) {
    if (await stashOutput(context, { ...part, folder: installed })) made.push(`${part.part}dist`);
  }
  if (made.length === 0) fail(`${host.name}: make created no files in dist/install`);
  recorder.progress(`stashed: ${made.join(', ')}`);
}
