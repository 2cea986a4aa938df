import test from 'ava';
import testDebian from '../../../recipes/test-debian.ts';
import testPair from '../../../recipes/test-pair.ts';
import type { HostRow } from '../../coordination/host/host-row.ts';
import { hostDemand } from '../forecast/host-demand.ts';
import { hasRoom } from './has-room.ts';

const host = (name: string, flags: readonly string[], properties: Record<string, string> = {}): HostRow => ({
  name,
  flags,
  properties,
  generation: null,
  owner: null,
});

test('hasRoom allows a job while the jobs of this runner leave enough candidate hosts', (t) => {
  const lab = [host('a', ['amd64']), host('b', ['amd64', 'blessed-real']), host('arm', ['armhf'])];
  const demand = (flags: string, recipe = testDebian, more = {}) =>
    hostDemand(lab, recipe, { runvars: { all_hostflags: flags, ...more }, intended: null });
  const amd = demand('amd64');
  t.deepEqual([...amd.candidates], ['a', 'b']);
  t.true(hasRoom(amd, [amd]));
  t.false(hasRoom(amd, [amd, amd]));
  t.true(hasRoom(demand('armhf'), [amd, amd]), 'no other job uses that host');
  t.true(hasRoom(demand('none'), [amd, amd]), 'the job itself reports that no host exists');
  t.is(demand('amd64', testPair).hosts, 2);
  t.false(hasRoom(demand('amd64', testPair), [amd]));
  t.true(hasRoom(demand('amd64', testPair), []));
  t.deepEqual(
    [...hostDemand(lab, testDebian, { runvars: { all_hostflags: 'amd64' }, intended: 'real' }).candidates],
    ['b'],
  );
  t.deepEqual([...demand('amd64', testDebian, { host: 'arm' }).candidates], ['arm']);
  t.is(demand('amd64,share-build-wheezy-amd64').room, 6);
});
