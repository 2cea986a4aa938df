import { defineRecipe, step } from 'osstest';
import { xenBuild } from '../tests-suite/planned.ts';
import { finishFailedBuild, toBuildBox } from './shared/build-box.ts';

export default defineRecipe({
  name: 'build',
  summary: 'Xen and its tools are built.',
  kind: 'build',
  eachHost: toBuildBox,
  steps: [step(xenBuild)],
  eachHostFinally: finishFailedBuild,
});
