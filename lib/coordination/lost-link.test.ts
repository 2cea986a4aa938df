import test from 'ava';
import { networkProblem, runNetLab } from '../fault-injection/network/run-net-lab.ts';
import { minutes } from '../util/units.ts';

const problem = await networkProblem();
const ifPossible = problem === null ? test.serial : test.serial.skip;

const losesLink = test.macro({
  exec: async (t, livesWith: 'owner daemon' | 'session') => {
    t.timeout(minutes(4));
    const result = await runNetLab(livesWith, (line) => t.log(line));
    t.log(result);
    t.true(result.takenOverMs <= 15_000, `${result.takenOverMs} ms`);
    t.deepEqual(result.violations, []);
    t.deepEqual(result.failures, []);
    t.deepEqual(result.owners, ['b-1 host0', 'b-1 host1']);
  },
  title: (_, livesWith: string) =>
    `a harness that loses its link loses its hosts within 15 s, and uses none when the link is up again; its task lives with the ${livesWith}` +
    (problem === null ? '' : `: no network namespaces here: ${problem}`),
});

ifPossible(losesLink, 'owner daemon');
ifPossible(losesLink, 'session');
