import { ProtocolError } from './command-line.ts';
import type { LineCommand } from './line-server.ts';

/** Maximum of the interval in which a client promises to send a line, in seconds. */
const MAX_HEARTBEAT_SECONDS = 3600;

/** Commands of both daemons that the original lacks: a client can declare after what silence it is dead. */
export const COMMON_COMMANDS: readonly (readonly [string, LineCommand])[] = [
  ['ping', { args: [], run: (connection) => connection.send('OK ping') }],
  [
    'heartbeat',
    {
      args: ['seconds'],
      run: (connection, [seconds]) => {
        const value = Number(seconds);
        if (!(value >= 0 && value <= MAX_HEARTBEAT_SECONDS)) {
          throw new ProtocolError(`expected 0 to ${MAX_HEARTBEAT_SECONDS} but got "${seconds}"`, { closes: false });
        }
        connection.setHeartbeat(value === 0 ? null : value * 1000);
        connection.send(`OK heartbeat ${value}`);
      },
    },
  ],
];
