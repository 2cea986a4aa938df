import { defineRecipe, step } from 'osstest';
import { libvirtBuild } from '../tests-suite/planned.ts';
import { finishFailedBuild, toBuildHost } from './shared/build-host.ts';

export default defineRecipe({
  name: 'build-libvirt',
  summary: 'Planned, with tests that are not written yet: builds libvirt with the Xen of another job.',
  kind: 'build',
  eachHost: toBuildHost,
  steps: [step(libvirtBuild)],
  eachHostFinally: finishFailedBuild,
});
