import test, { type ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFlightRecord } from '../../record/flights/read-flight-record.ts';
import { startGateLab, type GateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { run } from '../../util/subprocess.ts';
import { minutes } from '../../util/units.ts';
import { listGateRuns } from '../store/run-store.ts';

const FLIGHT = fileURLToPath(new URL('../../fault-injection/gate/qemu-flight.ts', import.meta.url));

const MAKEFILE = `dist: hello
\tmkdir -p dist/install/usr/local/bin
\tinstall hello dist/install/usr/local/bin/hello
hello: hello.c
\tcc -O2 -Wall -o $@ $<
`;
const program = (exitCode: number): string =>
  `#include <stdio.h>\nint main(void) { puts("hello from a host"); return ${exitCode}; }\n`;

/** Runs `osstest gate run`, as cron does. Returns its exit code. */
async function runGateCommand(t: ExecutionContext, { branchFile, configFile }: GateLab): Promise<number | null> {
  const { exitCode, stdout, stderr } = await run(osstestCommand('gate', 'run', branchFile, '--config', configFile), {
    okExitCodes: [0, 1, 2, 3, 4],
  });
  t.log(`${stdout}${stderr.split('\n').slice(-200).join('\n')}`);
  return exitCode;
}

test.serial(
  'a commit is built and run on a QEMU host, beside fake hosts, and pushed; one that fails there is tested once more and not pushed',
  async (t) => {
    t.timeout(minutes(90));
    await using gate = await startGateLab({ runsJobs: true, qemuHosts: 1, branch: { flight: FLIGHT } });
    const { db, config, xen } = gate;
    const commit = (exitCode: number, message: string): Promise<string> =>
      xen.commit('staging', { Makefile: MAKEFILE, 'hello.c': program(exitCode) }, { message });
    const recordOf = async (flight: number) => readFlightRecord(db, { flight, stashDir: config.paths.stashDir });

    const good = await commit(0, 'print hello');
    t.is(await runGateCommand(t, gate), 0);
    t.is(await gate.published(), good);
    const [passed] = await listGateRuns(db);
    t.like(passed?.state, { revision: good, verdict: 'perfect', push: { kind: 'pushed' }, problems: [] });
    const { jobs } = await recordOf(passed!.state.flight!);
    const hostOf = Object.fromEntries(jobs.map(({ job, runvars }) => [job.job, runvars['host']]));
    t.like(hostOf, { 'build-amd64': 'qemu0', 'test-host': 'qemu0' });
    t.regex(`${hostOf['test-a']} ${hostOf['test-b']}`, /^fake\d fake\d$/);
    t.is(jobs.find(({ job }) => job.job === 'build-amd64')?.runvars['built_revision_xen'], good);
    t.regex(gate.mails()[0] ?? '', /^Subject: \[gate-test test\] 2: all pass - PUSHED$/m);

    await commit(3, 'exit with an error');
    t.is(await runGateCommand(t, gate), 1);
    t.is(await gate.published(), good);
    const [failed] = await listGateRuns(db);
    t.like(failed?.state, {
      verdict: 'regressions',
      push: { kind: 'not-pushed' },
      retests: [4],
      regressions: [{ job: 'test-host', testid: 'dist-install', basis: 2 }],
    });
    t.deepEqual(
      (await recordOf(4)).jobs.map(({ job }) => job.job),
      ['test-host'],
      'a finished build is not repeated',
    );
    const mail = gate.mails()[1] ?? '';
    t.regex(mail, /^Subject: \[gate-test test\] 3: regressions - FAIL$/m);
    t.regex(mail, / test-host +\d dist-install +fail +REGR\. vs\. 2\n/);
    t.regex(mail, /Not pushing\.\n[^]* {4}exit as it should not\n/);
    t.regex(await readFile(join(config.paths.stashDir, '3', 'report.html'), 'utf8'), /dist-install/);
  },
);
