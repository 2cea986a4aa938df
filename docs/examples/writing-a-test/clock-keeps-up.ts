import { defineTest, fail } from 'osstest';

export default defineTest(
  {
    name: 'clock-keeps-up',
    summary: "A guest's clock keeps up with its host's while the guest is paused.",
    needs: { host: 'xen', guest: 'running' },
  },
  async ({ host, guest, recorder, signal }) => {
    const aheadSeconds = async (): Promise<number> => {
      const onHost = await host.text('date +%s', { signal });
      const onGuest = (await guest.exec('date +%s', { signal })).stdout;
      return Number(onGuest) - Number(onHost);
    };
    const before = await aheadSeconds();
    await guest.pause({ signal });
    await host.exec('sleep 20', { signal });
    await guest.unpause({ signal });
    const after = await aheadSeconds();
    recorder.progress(`${guest.name}: ${before} s ahead of ${host.name} before, ${after} s after`);
    if (Math.abs(after - before) > 5) fail(`${guest.name}: its clock lost ${before - after} s while it was paused`);
  },
);
