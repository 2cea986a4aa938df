import { defineRecipe, defineTest, fail, step } from 'osstest';
import hostInstall from '../tests-suite/host/host-install.ts';

const diskKeepsData = defineTest(
  { name: 'disk-keeps-data', summary: 'Data that was written to the disk is read back.', needs: { host: 'debian' } },
  async ({ host, recorder, signal }) => {
    await host.exec('head -c 8M /dev/urandom | tee /root/data | sha256sum > /root/sum && sync', { signal });
    const written = await host.text('cat /root/sum', { signal });
    const found = await host.text('sha256sum < /root/data', { signal });
    recorder.progress(`${host.name}: kernel ${host.debian.kernel}, sum ${found.slice(0, 12)}`);
    if (found !== written) fail(`${host.name}: wrote ${written}, read ${found}`);
  },
);

export default defineRecipe({
  name: 'example',
  summary: 'Checks that the disk of a Debian host stores data.',
  eachHost: [step(hostInstall, { iffail: 'broken' })],
  steps: [step(diskKeepsData)],
});
