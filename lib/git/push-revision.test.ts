import test from 'ava';
import { makeBareTree } from '../fault-injection/gate/bare-tree.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { fetchBranch, isAncestor, openClone, resolveRevision } from './open-clone.ts';
import { pushRevision } from './push-revision.ts';
import { readRevisionLog } from './revision-log.ts';

test('pushRevision moves a branch only forward, and only from the expected revision', async (t) => {
  await using folder = await scratchFolder('push');
  const tree = await makeBareTree(folder.path, 'xen', 'staging');
  const first = (await tree.revision('staging')) ?? '';
  await tree.set('master', first);
  const second = await tree.commit('staging', { a: '1' }, { message: 'one\n\nAcked-by: Bo <bo@example.org>' });
  const aside = await tree.commit('aside', { b: '1' }, { onto: first });
  const clone = await openClone({ cacheDir: folder.path, name: 'xen' });
  t.is(await fetchBranch(clone, tree.remote('staging')), second);
  t.is(await fetchBranch(clone, tree.remote('aside')), aside);
  t.is(await fetchBranch(clone, tree.remote('nowhere')), null);
  t.true(await isAncestor(clone, first, second));
  t.false(await isAncestor(clone, aside, second));
  t.is(await resolveRevision(clone, second.slice(0, 10), second), second);
  const to = tree.remote('master');
  await t.throwsAsync(pushRevision(clone, { to, from: second, revision: aside }), {
    code: 'PUSH_REFUSED',
    message: /is not a descendant of .*; the branch moves only forward/,
  });
  t.regex(await pushRevision(clone, { to, from: first, revision: second }), /refs\/heads\/master\t/);
  t.is(await tree.revision('master'), second);
  t.regex(await pushRevision(clone, { to, from: first, revision: second }), /is at .* already$/);
  const third = await tree.commit('staging', { a: '2' });
  await fetchBranch(clone, tree.remote('staging'));
  await t.throwsAsync(pushRevision(clone, { to, from: first, revision: third }), { code: 'PUSH_REFUSED' });
  t.is(await tree.revision('master'), second);
  t.like(await readRevisionLog(clone, first, second), {
    people: ['Ann Author <ann@example.org>', 'Bo <bo@example.org>'],
  });
  t.like(await readRevisionLog(clone, first, first), { lines: [], count: 0, people: [] });
});
