import { step } from 'osstest';
import guestStart from '../../tests-suite/guest/guest-start.ts';
import debianFixup from '../../tests-suite/guest/debian-fixup.ts';
import debianInstall from '../../tests-suite/guest/debian-install.ts';

/** A Debian PV guest from nothing to running. */
export const startDebian = [
  step(debianInstall),
  step(debianFixup, { guest: 'debian' }),
  step(guestStart, { guest: 'debian' }),
] as const;
