import { step } from 'osstest';
import guestStart from '../../tests-suite/guest/guest-start.ts';
import { debianFixup, debianInstall } from '../../tests-suite/planned.ts';

/** A Debian PV guest from nothing to running. */
export const startDebian = [
  step(debianInstall),
  step(debianFixup, { guest: 'debian' }),
  step(guestStart, { guest: 'debian' }),
] as const;
