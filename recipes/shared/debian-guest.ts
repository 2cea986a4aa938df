import { step } from 'osstest';
import guestStart from '../../tests-suite/guest/guest-start.ts';
import debianFixup from '../../tests-suite/guest/debian-fixup.ts';
import debianInstall from '../../tests-suite/guest/debian-install.ts';

/** The steps that install and start a Debian PV guest. */
export const startDebian = [
  step(debianInstall),
  step(debianFixup, { guest: 'debian' }),
  step(guestStart, { guest: 'debian' }),
] as const;
