// A process that uses a private server, for tests that kill it. It opens the database, reports this, and closes the database
// after a message or, with "idle", when nothing is left to do.
import { openDatabase } from '../../db/open/open-database.ts';
import { createFlight } from '../../record/flights/create-flight.ts';

const stateDir = process.argv[2] ?? '';
const keepsAlive = process.argv[3] !== 'idle';
const db = await openDatabase({ database: { url: null }, paths: { stateDir, runtimeDir: stateDir } }, { keepsAlive });
const flight = await createFlight(db, { branch: `of ${process.pid}`, intended: null, jobs: [], harness: 'test' });
process.send?.({ flight });
if (keepsAlive) {
  process.once('message', () => {
    void db.close().then(() => process.disconnect());
  });
} else {
  process.once('beforeExit', () => void db.close());
}
