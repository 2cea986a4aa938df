import { forEachHost, step } from 'osstest';
import guestStart from '../../tests-suite/guest/guest-start.ts';
import debianFixup from '../../tests-suite/guest/debian-fixup.ts';
import debianInstall from '../../tests-suite/guest/debian-install.ts';
import guestsNbdMirror from '../../tests-suite/guest/guests-nbd-mirror.ts';
import { leakBasis } from './xen-host.ts';

/** The two hosts between which a guest migrates. */
export const pairHosts = ['src_host', 'dst_host'] as const;

/** The steps that start a Debian guest on src_host, with its disk on dst_host and usable on both. */
export const startOnSource = [
  step(debianInstall, { host: 'dst_host' }),
  step(debianFixup, { host: 'dst_host', guest: 'debian' }),
  step(guestsNbdMirror, { hosts: ['dst_host', 'src_host'], guest: 'debian', testid: 'guests-nbd-mirror/debian' }),
  ...forEachHost([leakBasis]),
  step(guestStart, { host: 'src_host', guest: 'debian', testid: 'guest-start/debian' }),
] as const;
