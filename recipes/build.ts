import { defineRecipe, step } from 'osstest';
import xenBuild from '../tests-suite/build/xen-build.ts';
import { finishFailedBuild, toBuildHost } from './shared/build-host.ts';

export default defineRecipe({
  name: 'build',
  summary: 'Xen and its tools are built: or any tree whose `make dist` leaves its files in dist/install.',
  kind: 'build',
  eachHost: toBuildHost,
  steps: [step(xenBuild)],
  eachHostFinally: finishFailedBuild,
});
