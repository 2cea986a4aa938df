import test from 'ava';
import { join } from 'node:path';
import { runScenario } from '../../fault-injection/flight/run-scenario.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { makeSmallTree } from '../../testing/peers/small-tree.ts';
import { minutes } from '../../util/units.ts';

test('4 runners run two flights on one pool: a build and its tests on 2 QEMU hosts, and 40 jobs on fake hosts', async (t) => {
  t.timeout(minutes(100));
  await using folder = await scratchFolder('scenario-tree');
  const tree = await makeSmallTree(join(folder.path, 'tree'));
  await tree.commit('hello');
  const all_hostflags = 'arch-amd64,purpose-test';
  const tested = {
    all_hostflags,
    buildjob: 'build-small',
    xenbuildjob: 'build-small',
    dist_check: 'usr/local/bin/hello',
  };
  const { findings, touches, hostsUsed } = await runScenario({
    runners: 4,
    hosts: 6,
    jobs: 20,
    emulated: {
      hosts: 2,
      jobs: [
        { job: 'build-small', recipe: 'build', runvars: { all_hostflags, tree_xen: tree.url, revision_xen: '' } },
        { job: 'test-small-a', recipe: 'test-dist', runvars: tested },
        { job: 'test-small-b', recipe: 'test-dist', runvars: tested },
      ],
    },
    timeoutMs: minutes(90),
  });
  t.deepEqual(findings, []);
  t.is(touches, 2 * (2 + 20 * 13), 'each step ran once on its host');
  t.is(hostsUsed, 6);
});
