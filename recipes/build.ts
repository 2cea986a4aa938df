import { defineRecipe, step } from 'osstest';
import xenBuild from '../tests-suite/build/xen-build.ts';
import { finishFailedBuild, toBuildHost } from './shared/build-host.ts';

export default defineRecipe({
  name: 'build',
  summary: 'Builds Xen and its tools, or any tree whose `make dist` creates dist/install.',
  kind: 'build',
  eachHost: toBuildHost,
  steps: [step(xenBuild)],
  eachHostFinally: finishFailedBuild,
});
