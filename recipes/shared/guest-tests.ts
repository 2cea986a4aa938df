import { repeatSteps, step } from 'osstest';
import guestDestroy from '../../tests-suite/guest/guest-destroy.ts';
import guestStart from '../../tests-suite/guest/guest-start.ts';
import guestStop from '../../tests-suite/guest/guest-stop.ts';
import guestLocalmigrate from '../../tests-suite/guest/guest-localmigrate.ts';
import guestSaverestore from '../../tests-suite/guest/guest-saverestore.ts';
import migrateSupportCheck from '../../tests-suite/guest/migrate-support-check.ts';
import saverestoreSupportCheck from '../../tests-suite/guest/saverestore-support-check.ts';

const CAN_MIGRATE = { onlyIf: 'migrate-support-check' } as const;
const CAN_SAVE = { onlyIf: 'saverestore-support-check' } as const;

/** Returns the steps that save and migrate a running guest, if its toolstack can. */
export const testsWithMigration = <const Name extends string>(guest: Name) => {
  const on = { host: 'host', guest } as const;
  return [
    step(migrateSupportCheck, { ...on, words: ['host', guest, '1'], harmless: true }),
    step(saverestoreSupportCheck, { ...on, harmless: true }),
    step(guestSaverestore, { ...on, ...CAN_SAVE }),
    step(guestLocalmigrate, { ...on, ...CAN_MIGRATE }),
    step(guestSaverestore, { ...on, ...CAN_SAVE, testid: '=.2' }),
    step(guestLocalmigrate, { ...on, ...CAN_MIGRATE, testid: '=.2' }),
    step(guestLocalmigrate, { ...on, ...CAN_MIGRATE, args: ['x10'] }),
  ] as const;
};

/** Returns the steps that stop, start and finally destroy a running guest. */
export const testsWithoutMigration = <const Name extends string>(guest: Name) => {
  const on = { host: 'host', guest } as const;
  return [
    step(guestStop, on),
    step(guestStart, { ...on, testid: '=.2' }),
    repeatSteps(10, [step(guestStop, on), step(guestStart, on)], { testid: `guest-start/${guest}.repeat` }),
    step(guestDestroy, on),
  ] as const;
};

/** Returns all steps for a running guest. */
export const guestTests = <const Name extends string>(guest: Name) =>
  [...testsWithMigration(guest), ...testsWithoutMigration(guest)] as const;
