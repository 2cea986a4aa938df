import { step } from 'osstest';
import xenBuildPrep from '../../tests-suite/build/xen-build-prep.ts';
import hostInstall from '../../tests-suite/host/host-install.ts';
import logsCapture from '../../tests-suite/host/logs-capture.ts';

/** The steps of every build job before the build. */
export const toBuildHost = [
  step(hostInstall, { script: 'ts-host-install-twice', testid: 'host-install(*)', iffail: 'broken' }),
  step(xenBuildPrep, { testid: 'host-build-prep' }),
] as const;

/** The steps of every build job after a failure. */
export const finishFailedBuild = [
  step(logsCapture, { host: 'host', testid: 'capture-logs', iffail: 'broken', always: true }),
] as const;
