import { step } from 'osstest';
import hostInstall from '../../tests-suite/host/host-install.ts';
import hostPingCheck from '../../tests-suite/host/host-ping-check.ts';
import leakCheck from '../../tests-suite/host/leak-check.ts';
import logsCapture from '../../tests-suite/host/logs-capture.ts';
import xenBoot from '../../tests-suite/xen/xen-boot.ts';
import xenInstall from '../../tests-suite/xen/xen-install.ts';

/** Notes what is on a host, for {@link finishXen} to compare with. */
export const leakBasis = step(leakCheck, { args: ['basis'], testid: '*' });

/** From a host with Debian to Xen. */
export const debianToXen = [
  step(hostPingCheck, { testid: 'host-ping-check-native/@' }),
  step(xenInstall),
  step(xenBoot, { script: 'ts-host-reboot', testid: 'xen-boot/@' }),
  step(hostPingCheck, { testid: 'host-ping-check-xen/@' }),
  leakBasis,
] as const;

/** What every test job does to each of its hosts before its own steps: from bare to Xen. */
export const toXen = [
  step(hostInstall, { script: 'ts-host-install-twice', testid: 'host-install/@(*)', iffail: 'broken' }),
  ...debianToXen,
] as const;

/** What every test job does to each of its hosts at the end. */
export const finishXen = [
  step(leakCheck, { args: ['check'] }),
  step(logsCapture, { testid: 'capture-logs/@(*)', iffail: 'broken', always: true }),
] as const;
