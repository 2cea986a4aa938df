import { defineRecipe, step } from 'osstest';
import distInstall from '../tests-suite/build/dist-install.ts';
import hostInstall from '../tests-suite/host/host-install.ts';
import logsCapture from '../tests-suite/host/logs-capture.ts';

export default defineRecipe({
  name: 'test-dist',
  summary: 'Installs the outputs of build jobs on Debian, and checks them.',
  eachHost: [step(hostInstall, { script: 'ts-host-install-twice', testid: 'host-install/@(*)', iffail: 'broken' })],
  steps: [step(distInstall)],
  eachHostFinally: [step(logsCapture, { testid: 'capture-logs/@(*)', iffail: 'broken', always: true })],
});
