import { defineTest, fail, minutes, seconds } from 'osstest';

export default defineTest(
  {
    name: 'serial-examine',
    summary: 'What the kernel of the host says is heard on its serial console.',
    needs: { host: 'debian' },
    timeoutMs: minutes(2),
  },
  async ({ host, recorder, signal }) => {
    if (host.serial === null) {
      recorder.progress(`${host.name}: the lab knows no serial console of it`);
      return;
    }
    const mark = `osstest heard ${Math.random().toString(36).slice(2, 10)}`;
    const heard = host.serial.expect(new RegExp(mark), { timeoutMs: seconds(30), signal });
    const said = host.exec(`echo '<2>${mark}' > /dev/kmsg`, { signal });
    await Promise.allSettled([heard, said]);
    await said;
    await heard.catch(() =>
      fail(`${host.name}: its kernel said "${mark}", and the serial console did not within 30 s`),
    );
  },
);
