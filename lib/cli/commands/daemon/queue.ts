import { openDaemonDatabase } from '../../../coordination/daemon/open-daemon-database.ts';
import { untilAborted } from '../../../util/abort.ts';
import type { ListenAddress } from '../../../coordination/protocol/network.ts';
import { startQueueDaemon } from '../../../coordination/queue/start-queue-daemon.ts';
import { seconds } from '../../../util/units.ts';
import { LISTEN_FLAG, daemonLog, parseListen } from '../../flags/daemon-flags.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

type Flags = {
  readonly listen?: ListenAddress;
  readonly owner?: ListenAddress;
  readonly holdoff?: number;
  readonly startInhibition?: number;
};

export const command = defineCommand({
  description:
    'Gives the waiting harnesses, one after another, their turn to plan. A second queue daemon on the same ' +
    'database waits, and takes over when the first one exits. Runs until it is interrupted.',
  examples: [
    ['osstest daemon queue', 'Listen where the configuration names the queue daemon.'],
    ['osstest daemon queue --listen 10.0.0.1:4032 --owner 10.0.0.1:4031', "Listen on an address of the lab's network."],
  ],
  parameters: {
    flags: {
      listen: LISTEN_FLAG,
      owner: {
        ...LISTEN_FLAG,
        parse: parseListen,
        brief: 'Address of the owner daemon; default: coordination.ownerDaemon, else 127.0.0.1:4031',
      },
      holdoff: {
        kind: 'parsed',
        parse: Number,
        optional: true,
        placeholder: 'SECONDS',
        brief: 'Seconds between the first reason for a run and its start; default: coordination.holdoffMs',
      },
      startInhibition: {
        kind: 'parsed',
        parse: Number,
        optional: true,
        placeholder: 'SECONDS',
        brief:
          'Seconds after the start of the daemon without a run, so that harnesses can reconnect; default: coordination.startInhibitionMs',
      },
    },
  },
  async run(context: CliContext, flags: Flags) {
    const config = await context.loadConfig();
    const log = daemonLog(context);
    await using db = await openDaemonDatabase(config, { signal: context.signal, log });
    const { queueDaemon, ownerDaemon, ...times } = config.coordination;
    await using daemon = startQueueDaemon(db, {
      listen: flags.listen ?? queueDaemon ?? { host: '127.0.0.1', port: 4032 },
      ownerDaemon: flags.owner ?? ownerDaemon ?? { host: '127.0.0.1', port: 4031 },
      log,
      times: {
        ...times,
        ...(flags.holdoff === undefined ? {} : { holdoffMs: seconds(flags.holdoff) }),
        ...(flags.startInhibition === undefined ? {} : { startInhibitionMs: seconds(flags.startInhibition) }),
      },
    });
    await Promise.race([daemon.serving, untilAborted(context.signal)]);
    await untilAborted(context.signal);
  },
});
