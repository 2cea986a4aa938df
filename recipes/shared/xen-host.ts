import { step } from 'osstest';
import hostInstall from '../../tests-suite/host/host-install.ts';
import hostPingCheck from '../../tests-suite/host/host-ping-check.ts';
import leakCheck from '../../tests-suite/host/leak-check.ts';
import logsCapture from '../../tests-suite/host/logs-capture.ts';
import xenBoot from '../../tests-suite/xen/xen-boot.ts';
import xenInstall from '../../tests-suite/xen/xen-install.ts';

/** Records the inventory of a host, with which {@link finishXen} compares. */
export const leakBasis = step(leakCheck, { args: ['basis'], testid: '*' });

/** The steps that install and boot Xen on a host with Debian. */
export const debianToXen = [
  step(hostPingCheck, { testid: 'host-ping-check-native/@' }),
  step(xenInstall),
  step(xenBoot, { script: 'ts-host-reboot', testid: 'xen-boot/@' }),
  step(hostPingCheck, { testid: 'host-ping-check-xen/@' }),
  leakBasis,
] as const;

/** The steps of every test job on each host before its own steps: from bare to Xen. */
export const toXen = [
  step(hostInstall, { script: 'ts-host-install-twice', testid: 'host-install/@(*)', iffail: 'broken' }),
  ...debianToXen,
] as const;

/** The steps of every test job on each host at the end. */
export const finishXen = [
  step(leakCheck, { args: ['check'] }),
  step(logsCapture, { testid: 'capture-logs/@(*)', iffail: 'broken', always: true }),
] as const;
