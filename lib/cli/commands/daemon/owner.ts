import { openDaemonDatabase } from '../../../coordination/daemon/open-daemon-database.ts';
import { untilAborted } from '../../../util/abort.ts';
import { startOwnerDaemon } from '../../../coordination/owner/start-owner-daemon.ts';
import type { ListenAddress } from '../../../coordination/protocol/network.ts';
import { LISTEN_FLAG, daemonLog } from '../../flags/daemon-flags.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'A task is live while its connection to this daemon is open. A second owner daemon on the same database ' +
    'waits, and takes over when the first one exits. Runs until it is interrupted.',
  examples: [
    ['osstest daemon owner', 'Listen where the configuration names the owner daemon.'],
    ['osstest daemon owner --listen 10.0.0.1:4031', "Listen on an address of the lab's network."],
  ],
  parameters: { flags: { listen: LISTEN_FLAG } },
  async run(context: CliContext, flags: { readonly listen?: ListenAddress }) {
    const config = await context.loadConfig();
    const log = daemonLog(context);
    await using db = await openDaemonDatabase(config, { signal: context.signal, log });
    const { ownerDaemon, graceMs } = config.coordination;
    const listen = flags.listen ?? ownerDaemon ?? { host: '127.0.0.1', port: 4031 };
    await using daemon = startOwnerDaemon(db, { listen, graceMs, log });
    await Promise.race([daemon.serving, untilAborted(context.signal)]);
    await untilAborted(context.signal);
  },
});
