// A process that uses a private server: opens the database, says so, closes it when told to. For tests that kill it.
import { openDatabase } from '../db/open-database.ts';
import { createFlight } from '../record/create-flight.ts';

const stateDir = process.argv[2] ?? '';
const db = await openDatabase({ database: { url: null }, paths: { stateDir, runtimeDir: stateDir } });
const flight = await createFlight(db, { branch: `of ${process.pid}`, intended: null, jobs: [], harness: 'test' });
process.send?.({ flight });
process.once('message', () => {
  void db.close().then(() => process.disconnect());
});
