import { defineRecipe, step } from 'osstest';
import hostExamine from '../tests-suite/host/host-examine.ts';
import hostInstall from '../tests-suite/host/host-install.ts';
import hostPingCheck from '../tests-suite/host/host-ping-check.ts';
import hostPowercycle from '../tests-suite/host/host-powercycle.ts';
import hostReboot from '../tests-suite/host/host-reboot.ts';
import logsCapture from '../tests-suite/host/logs-capture.ts';
import serialExamine from '../tests-suite/host/serial-examine.ts';

export default defineRecipe({
  name: 'host-examine',
  summary: 'Examines a host: its hardware, serial console, reboot and power.',
  eachHost: [step(hostInstall, { testid: 'host-install/@(*)', iffail: 'broken' })],
  steps: [
    step(hostExamine),
    step(serialExamine),
    step(hostPingCheck),
    step(hostReboot),
    step(serialExamine, { testid: '=.2' }),
    step(hostPowercycle),
    step(serialExamine, { testid: '=.3' }),
  ],
  eachHostFinally: [step(logsCapture, { testid: 'capture-logs/@(*)', iffail: 'broken', always: true })],
});
