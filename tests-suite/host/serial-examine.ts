import { defineTest, fail, minutes, seconds } from 'osstest';

export default defineTest(
  {
    name: 'serial-examine',
    summary: 'A message of the kernel of the host appears on its serial console.',
    needs: { host: 'debian' },
    timeoutMs: minutes(2),
  },
  async ({ host, recorder, signal }) => {
    if (host.serial === null) {
      recorder.progress(`${host.name}: the lab describes no serial console of it`);
      return;
    }
    const mark = `osstest serial ${Math.random().toString(36).slice(2, 10)}`;
    const received = host.serial.expect(new RegExp(mark), { timeoutMs: seconds(30), signal });
    const printed = host.exec(`echo '<2>${mark}' > /dev/kmsg`, { signal });
    await Promise.allSettled([received, printed]);
    await printed;
    await received.catch(() =>
      fail(`${host.name}: its kernel printed "${mark}", which did not appear on the serial console within 30 s`),
    );
  },
);
