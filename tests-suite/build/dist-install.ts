import { defineTest, fail, installOutput, minutes, seconds } from 'osstest';

export default defineTest(
  {
    name: 'dist-install',
    summary:
      'What the jobs made that *buildjob name is unpacked on the host, below dist_root (/ if not set); the command dist_check passes there.',
    needs: { host: 'debian' },
    timeoutMs: minutes(30),
  },
  async ({ host, builds, runvars, recorder, signal }) => {
    const root = runvars.get('dist_root') ?? '/';
    const outputs = await builds();
    if (outputs.length === 0) fail('no *buildjob has made anything');
    for (const output of outputs) await installOutput(host, output, { root, signal });
    if (root === '/') await host.exec('ldconfig', { signal });
    const check = runvars.get('dist_check');
    if (check === null) return;
    const said = await host.text(['sh', '-c', `cd "$1" && ${check}`, 'check', root], {
      signal,
      timeoutMs: seconds(300),
    });
    recorder.progress(`${check}: ${said.split('\n')[0]}`);
  },
);
