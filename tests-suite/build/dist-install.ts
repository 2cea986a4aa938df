import { defineTest, fail, installOutput, minutes, seconds } from 'osstest';

export default defineTest(
  {
    name: 'dist-install',
    summary:
      'The outputs of the jobs that *buildjob name are unpacked on the host below dist_root (default /), and the command dist_check passes there.',
    needs: { host: 'debian' },
    timeoutMs: minutes(30),
  },
  async ({ host, builds, runvars, recorder, signal }) => {
    const root = runvars.get('dist_root') ?? '/';
    const outputs = await builds();
    if (outputs.length === 0) fail('no job named by *buildjob has an output');
    for (const each of outputs) await installOutput(host, each, { root, signal });
    if (root === '/') await host.exec('ldconfig', { signal });
    const check = runvars.get('dist_check');
    if (check === null) return;
    const output = await host.text(['sh', '-c', `cd "$1" && ${check}`, 'check', root], {
      signal,
      timeoutMs: seconds(300),
    });
    recorder.progress(`${check}: ${output.split('\n')[0]}`);
  },
);
