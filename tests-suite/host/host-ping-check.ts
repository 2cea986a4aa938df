import { defineTest, fail, minutes, seconds } from 'osstest';

export default defineTest(
  {
    name: 'host-ping-check',
    summary: 'The host answers five times, and reaches its gateway, if it has one, without packet loss.',
    needs: { host: 'debian' },
    timeoutMs: minutes(2),
  },
  async ({ host, recorder, signal }) => {
    for (let round = 0; round < 5; round++) await host.exec('true', { timeoutMs: seconds(20), signal });
    const gateway = await host.text("ip -4 route show default | sed -n 's/.* via \\([^ ]*\\).*/\\1/p' | head -n1", {
      signal,
    });
    if (gateway === '') {
      recorder.progress(`${host.name}: has no default route, and so no gateway to ping`);
      return;
    }
    const { stdout } = await host.exec(['ping', '-c', '5', '-i', '0.3', '-W', '5', gateway], {
      timeoutMs: seconds(60),
      signal,
      okExitCodes: [0, 1],
    });
    const lost = /(\d+(?:\.\d+)?)% packet loss/.exec(stdout)?.[1];
    if (lost !== '0') fail(`${host.name}: ping ${gateway}: ${lost ?? 'unknown'} % of 5 packets lost`);
  },
);
