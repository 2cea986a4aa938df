import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateRun } from '../../../typings/gate.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { formatMachineReadable } from '../../report/judgement/judge-mro.ts';
import { saveFlightPage } from '../../report/flight/save-flight-page.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import type { GateContext } from '../gate-context.ts';
import { composeMail, judgementOf } from './gate-mail.ts';
import { sendFirstMail } from './owed-mails.ts';
import { advanceRun, listGateRuns } from '../store/run-store.ts';

/**
 * Reports a run: by mail, and by files beside those of the flight (page, report, machine-readable result). Records a
 * failure, reports it and continues. A repetition sends the same mail with the same Message-ID.
 */
export async function reportPhase(context: GateContext, run: GateRun): Promise<GateRun> {
  const { db, config, tell } = context;
  const problems = [...run.state.problems];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      problems.push(`${what}: ${describeError(error)}`);
      tell(problems.at(-1) ?? '');
    }
  };
  const judgement = await judgementOf(context, run);
  const mail = await composeMail(context, run, judgement);
  const folder = join(config.paths.stashDir, String(run.state.flight));
  await attempt('files of the report', async () => {
    await mkdir(folder, { recursive: true });
    await writeFileAtomically(join(folder, 'report.txt'), `Subject: ${mail.subject}\n\n${mail.text}`);
    await writeFileAtomically(join(folder, 'mro'), formatMachineReadable(judgement));
  });
  await attempt('page of the flight', async () => {
    await saveFlightPage(db, judgement, { stashDir: config.paths.stashDir });
  });
  const reported = (await isReported(context, run)) ? { problems } : await sendFirstMail(context, mail, problems);
  return advanceRun(db, run, 'over', reported);
}

/** A push that is refused is repeated by each run, and reported once. */
async function isReported({ db, branch }: GateContext, { run, state }: GateRun): Promise<boolean> {
  const earlier = await listGateRuns(db, { branch: branch.name, isOpen: false, limit: 5 });
  const before = earlier.find((one) => one.run < run && one.state.flight !== null)?.state;
  return before?.flight === state.flight && before?.verdict === state.verdict && before?.push?.why === state.push?.why;
}
