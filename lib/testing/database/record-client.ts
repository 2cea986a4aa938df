// A process that records steps of a job, one after another, until a test kills it.
import { openDatabase, type DatabaseSettings } from '../../db/open/open-database.ts';
import { openJobRecorder } from '../../record/recorder/job-recorder.ts';
import { createDatabaseSink } from '../../record/events/database-sink.ts';

const { settings, ...key } = JSON.parse(process.argv[2] ?? '') as {
  settings: DatabaseSettings;
  flight: number;
  job: string;
  taskId: number;
};
const db = await openDatabase(settings);
const recorder = await openJobRecorder(db, {
  ...key,
  sinks: [createDatabaseSink(db, { delayMs: 5 })],
  harness: 'test',
});
await recorder.setStatus('running');
for (let n = 1; ; n += 1) {
  const step = await recorder.startStep({ script: 'ts-test', testid: `test(${n})`, host: 'qemu0' });
  for (let event = 1; event <= 5; event += 1) step.emitter.progress(`event ${event}`);
  await recorder.setRunvar('last', String(n));
  await step.finish('pass');
  process.send?.({ n });
}
