import test from 'ava';
import type { Recipe, RecipeStep } from '../../../typings/recipe.ts';
import { defineRecipe } from './define-recipe.ts';
import { repeatSteps, step } from './define-step.ts';
import { defineTest } from './define-test.ts';
import { buildTestid } from './testid.ts';

const noop = (): Promise<void> => Promise.resolve();
const install = defineTest({ name: 'host-install', summary: 's', provides: { host: 'debian' } }, noop);
const xen = defineTest({ name: 'xen-boot', summary: 's', needs: { host: 'debian' }, provides: { host: 'xen' } }, noop);
const guestInstall = defineTest(
  { name: 'guest-install', summary: 's', needs: { host: 'xen' }, provides: { guest: 'installed' } },
  noop,
);
const guestStart = defineTest(
  { name: 'guest-start', summary: 's', needs: { host: 'xen', guest: 'installed' }, provides: { guest: 'running' } },
  async ({ host, guest }) => {
    await host.text(['echo', host.xen.version]);
    await guest.start();
  },
);
const guestStop = defineTest(
  { name: 'guest-stop', summary: 's', needs: { host: 'xen', guest: 'running' }, provides: { guest: 'installed' } },
  noop,
);

test('buildTestid follows the rules of 2015', (t) => {
  const built = (pattern: string, script: string, words: string[], stepno: number): string =>
    buildTestid(pattern, { script, words, stepno });
  t.is(built('=', 'ts-xen-install', [], 5), 'xen-install');
  t.is(built('=', 'ts-xen-install', ['src_host'], 5), 'xen-install/src_host');
  t.is(built('*', 'ts-leak-check', ['basis', 'dst_host'], 14), 'leak-check/basis/dst_host(14)');
  t.is(built('=.2', 'ts-guest-localmigrate', ['x10'], 5), 'guest-localmigrate/x10.2');
  t.is(built('host-install/@(*)', 'ts-host-install-twice', ['src_host'], 3), 'host-install/src_host(3)');
  t.is(built('host-install/@(*)', 'ts-host-install-twice', [], 3), 'host-install(3)');
  t.is(built('guest-start/debian.repeat', 'ts-repeat-test', [], 14), 'guest-start/debian.repeat');
});

test('defineRecipe accepts steps whose needs are provided', (t) => {
  const recipe = defineRecipe({
    name: 'test-good',
    summary: 's',
    eachHost: [step(install), step(xen)],
    steps: [
      step(guestInstall),
      step(guestStart),
      repeatSteps(2, [step(guestStop), step(guestStart)], { testid: 'guest-start/debian.repeat' }),
      step(guestStop),
    ],
  });
  t.deepEqual(recipe.hosts, ['host']);
  t.deepEqual(recipe.steps[2]?.words, ['2', 'ts-guest-stop', ';', 'ts-guest-start']);
});

test('defineRecipe does not compile when no earlier step provides what a step needs', (t) => {
  const noXen = [step(install)] as const;
  const withXen = [step(install), step(xen)] as const;
  const name = 'test-bad';
  const summary = 's';
  // @ts-expect-error -- needs a xen host (it is debian)
  defineRecipe({ name, summary, eachHost: noXen, steps: [step(guestInstall)] });
  // @ts-expect-error -- needs a running guest debian (it is installed)
  defineRecipe({ name, summary, eachHost: withXen, steps: [step(guestInstall), step(guestStop)] });
  const otherGuest = [step(guestInstall, { guest: 'g1' }), step(guestStart, { guest: 'g2' })] as const;
  // @ts-expect-error -- needs an installed guest g2 (it is absent)
  defineRecipe({ name, summary, eachHost: withXen, steps: otherGuest });
  t.pass();
});

test('defineTest rejects a name that cannot be a testid', (t) => {
  t.throws(() => defineTest({ name: 'Guest Start', summary: 's' }, noop), { instanceOf: RangeError });
});

test('defineRecipe rejects a recipe that could not be recorded or run', (t) => {
  const recipe = (name: string, steps: readonly RecipeStep[]): Recipe =>
    defineRecipe({ name, summary: 's', eachHost: [step(install)], steps: steps as readonly [] });
  const rejected = (name: string, steps: readonly RecipeStep[], message: RegExp): void =>
    void t.throws(() => recipe(name, steps), { instanceOf: RangeError, message });
  rejected('Test', [], /^recipe Test: want a name of lower-case words/);
  rejected('test-bad', [step(xen), step(xen)], /two steps have the testid xen-boot/);
  rejected('test-bad', [step(xen, { host: 'l1' })], /step xen-boot\/l1 runs on host "l1" \(hosts: host\)/);
  rejected(
    'test-bad',
    [step(xen, { onlyIf: 'check' })],
    /step xen-boot depends on check, which is not an earlier step/,
  );
  const opens = { hosts: ['l1'], eachHostFinally: [] };
  t.notThrows(() => recipe('test-good', [step(xen, { opens }), step(xen, { host: 'l1' })]));
});
