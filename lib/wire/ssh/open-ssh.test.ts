import test from 'ava';
import { CommandError } from '../../errors/command-errors.ts';
import { startRealSshd } from '../../testing/real-sshd.ts';
import { openSsh } from './open-ssh.ts';

test('exec gives output, exit code and duration of a command on a real sshd', async (t) => {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  t.like(await ssh.exec(['printf', '%s', "it's $HOME"]), {
    stdout: "it's $HOME",
    stderr: '',
    exitCode: 0,
    signal: null,
  });
  const error = await t.throwsAsync(ssh.exec('echo out; echo why >&2; exit 3'), { instanceOf: CommandError });
  t.like(error, { code: 'COMMAND_FAILED', blame: 'test', exitCode: 3, stdout: 'out\n', stderr: 'why\n' });
});
