import test from 'ava';
import { startGateLab, type GateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { MAX_ATTEMPTS } from './owed-mails.ts';
import { amendOwedMail, listGateRuns, listOwedMails } from '../store/run-store.ts';

const header = (mail: string | undefined, name: string): string =>
  new RegExp(`^${name}: (.*(?:\n .*)*)`, 'm').exec(mail ?? '')?.[1]?.replaceAll(/\n */g, ' ') ?? '';

/** Reads the newest run that judged a flight. */
const mailState = async ({ db }: GateLab) => {
  const judged = (await listGateRuns(db)).find(({ state }) => state.flight !== null);
  return { owedMail: judged?.state.owedMail, problems: judged?.state.problems ?? [] };
};

test.serial(
  'a mail that the server accepted for some recipients is sent again to the others by later runs, until it is accepted',
  async (t) => {
    await using gate = await startGateLab({ branch: { mailTo: ['ann@example.org', 'Ned Body <nobody@example.org>'] } });
    await gate.commit();
    await gate.run();
    t.is(gate.mails().length, 1);
    t.deepEqual((await mailState(gate)).owedMail, { to: ['nobody@example.org'], attempts: 1 });
    t.regex(
      (await mailState(gate)).problems.join('\n'),
      /^mail: .* was not taken for nobody@example\.org: .*no such user/,
    );
    t.like(await gate.run(), { kind: 'nothing' });
    t.is((await mailState(gate)).owedMail?.attempts, 2);
    t.is((await mailState(gate)).problems.length, 1, 'the page shows the problem once');
    gate.mail.unknown.clear();
    t.like(await gate.run(), { kind: 'nothing' });
    t.deepEqual(await mailState(gate), { owedMail: null, problems: [] });
    const [first, second] = gate.mails();
    t.is(header(second, 'To'), 'nobody@example.org');
    for (const name of ['Subject', 'Message-ID', 'In-Reply-To']) t.is(header(second, name), header(first, name));
    await gate.run();
    t.is(gate.mails().length, 2, 'an accepted mail is not sent again');
  },
);

test.serial(
  'mails that no server accepted are sent in order before the next report, each with limited attempts',
  async (t) => {
    await using gate = await startGateLab();
    const { db, config, mail } = gate;
    const offline = { ...config, reports: { ...config.reports, smtpUrl: 'smtp://127.0.0.1:1' } };
    const flights = (): readonly string[] => gate.mails().map((text) => header(text, 'Subject').replace(/:.*/, ''));
    for (const nth of ['first', 'second', 'third']) {
      await gate.commit(`test-a step_ms=1 ${nth}\n`);
      await gate.run({ config: offline });
    }
    const owed = await listOwedMails(db, 'gate-test', MAX_ATTEMPTS);
    t.deepEqual(
      owed.map(({ state }) => [state.flight, state.owedMail?.attempts]),
      [
        [2, 3],
        [3, 1],
        [4, 1],
      ],
      'without a server only the oldest is tried',
    );
    const [oldest] = owed;
    const lastButOne = { owedMail: { to: oldest!.state.owedMail!.to, attempts: MAX_ATTEMPTS - 1 }, problems: [] };
    t.not(await amendOwedMail(db, oldest!, lastButOne), null);
    t.is(await amendOwedMail(db, oldest!, lastButOne), null, 'an update from an outdated state fails');
    mail.unknown.add('people@example.org');
    await gate.run();
    t.regex(gate.progress.join('\n'), /no such user.*; it is not tried again after 100 attempts/);
    mail.unknown.clear();
    await gate.commit('test-a step_ms=2\n');
    await gate.run();
    await gate.run();
    t.deepEqual(flights(), ['[gate-test test] 3', '[gate-test test] 4', '[gate-test test] 5']);
  },
);
