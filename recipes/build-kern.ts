import { defineRecipe, step } from 'osstest';
import { kernelBuild } from '../tests-suite/planned.ts';
import { finishFailedBuild, toBuildHost } from './shared/build-host.ts';

export default defineRecipe({
  name: 'build-kern',
  summary: 'Planned, with tests that are not written yet: builds Linux.',
  kind: 'build',
  eachHost: toBuildHost,
  steps: [step(kernelBuild)],
  eachHostFinally: finishFailedBuild,
});
