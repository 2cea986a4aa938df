import { defineRecipe, step } from 'osstest';
import xenBuild from '../tests-suite/build/xen-build.ts';
import { rumpuserxenBuild } from '../tests-suite/planned.ts';
import { finishFailedBuild, toBuildHost } from './shared/build-host.ts';

export default defineRecipe({
  name: 'build-rumpuserxen',
  summary:
    'Planned, with tests that are not written yet: builds the rump kernel for Xen, and Xen tools that run in it.',
  kind: 'build',
  eachHost: toBuildHost,
  steps: [step(rumpuserxenBuild), step(xenBuild, { words: ['host', 'tools'], args: ['tools'], testid: 'xen-build' })],
  eachHostFinally: finishFailedBuild,
});
