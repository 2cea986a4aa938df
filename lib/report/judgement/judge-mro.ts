import { baselineVersions } from './baseline-versions.ts';
import { sortedVersions } from './sorted-versions.ts';
import type { JudgedFailure, Judgement, Revisions } from '../../../typings/verdict.ts';

/**
 * Returns the machine-readable result of a judgement, for the gate and the bisector; it ends with a newline.
 *
 * Source: the original's `--machine-readable-output`.
 */
export function formatMachineReadable({ evidence, verdict, failures, partners }: Judgement): string {
  const subject = evidence.subject.flight;
  const flights = [subject, ...partners].flatMap((flight) => [
    `flight ${flight}`,
    ...failures.filter((failure) => failure.flight === flight).flatMap((failure) => describe(failure, subject)),
  ]);
  const lines = [
    ...flights,
    ...(verdict === 'tolerable' || verdict === 'perfect' ? ['tolerable'] : []),
    ...(verdict === 'perfect' ? ['perfect'] : []),
    ...versionLines('this', evidence.versions.this),
    ...versionLines('that', baselineVersions(evidence.versions)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const versionLines = (which: string, revisions: Revisions): string[] =>
  sortedVersions(revisions).map(([tree, revision]) => `version ${which} ${tree} ${revision}`);

function describe(failure: JudgedFailure, subject: number): string[] {
  const broken = failure.status === 'broken' && failure.flight === subject && failure.stepno !== null;
  const line = describeVerdict(failure);
  return [...(broken ? [`broken-step ${failure.job} ${failure.testid}`] : []), ...(line === null ? [] : [line])];
}

function describeVerdict({ job, testid, status, blocker, explanation }: JudgedFailure): string | null {
  switch (explanation.rule) {
    case 'none-executed':
      return `broken-job ${job} ${status}`;
    case 'blocked':
      return `blocked ${job} ${testid}`;
    case 'running':
      return `running ${job} ${testid}`;
    case 'other-status':
      return `broken ${job} ${testid} ${status}`;
    case 'never-passed':
      return `never-passed ${job} ${testid} ${status}`;
    case 'regression':
      return blocker === 'regression' ? `regression ${job} ${testid} ${explanation.decidedBy}` : null;
    case 'untested':
    case 'like-baseline':
    case 'heisenbug':
    case 'allowed':
      return null;
  }
}
