import test from 'ava';
import { networkProblem, runNetLab } from '../fault-injection/network/run-net-lab.ts';
import { minutes } from '../util/units.ts';

/**
 * Takes 8 s to 15 s on a quiet machine, by the keep-alive probes of TCP. Without them the loss is noticed after many
 * minutes, so that a limit for a busy machine shows the difference as well.
 */
const TAKEN_OVER_LIMIT_MS = minutes(2);

const problem = await networkProblem();
const ifPossible = problem === null ? test.serial : test.serial.skip;

const losesLink = test.macro({
  exec: async (t, livesWith: 'owner daemon' | 'session') => {
    const result = await runNetLab(livesWith, (line) => t.log(line));
    t.log(result);
    t.true(result.takenOverMs <= TAKEN_OVER_LIMIT_MS, `${result.takenOverMs} ms`);
    t.deepEqual(result.violations, []);
    t.deepEqual(result.failures, []);
    t.deepEqual(result.owners, ['b-1 host0', 'b-1 host1']);
  },
  title: (_, livesWith: string) =>
    `a harness that loses its link loses its hosts, and uses none when the link is up again; its task lives with the ${livesWith}` +
    (problem === null ? '' : `: no network namespaces here: ${problem}`),
});

ifPossible(losesLink, 'owner daemon');
ifPossible(losesLink, 'session');
