// Documents about flights, histories, plans and branches; mail.
export { type BranchesPageOptions, branchesPage } from './branches/branches-page.ts';
export type { ClassicPlacement } from './judgement/classic-categories.ts';
export { type ClassicReportSettings, type RetestFlight, formatClassicReport } from './judgement/classic-report.ts';
export { type FailureDocument, type JudgementDocument, toJudgementDocument } from './judgement/judge-json.ts';
export { type FlightPageOptions, flightPage } from './flight/flight-page.ts';
export { type GateMailParts, composeJudgementMail } from './mail/judge-mail.ts';
export type { HistoryLinks } from './history/history-frame.ts';
export { type Mail, sendMail } from './mail/send-mail.ts';
export { MailError } from '../errors/mail-errors.ts';
export {
  type PlanBar,
  type PlanBarKind,
  type PlanChart,
  type PlanChartInput,
  type PlanLine,
  planChart,
} from './plan/plan-chart.ts';
export { type SavePageOptions, saveFlightPage } from './flight/save-flight-page.ts';
export { flightText } from './text/flight-text.ts';
export { formatBranchFlights, formatHostUses, formatJobRuns, formatTestHistory } from './text/history-text.ts';
export { formatBranches } from './text/branches-text.ts';
export { formatFlights } from './text/flight-list-text.ts';
export { formatJUnit } from './judgement/judge-junit.ts';
export { formatJudgement } from './judgement/judge-text.ts';
export { formatMachineReadable } from './judgement/judge-mro.ts';
export { formatQueue, formatWait } from './text/wait-text.ts';
export { formatSimulation } from './text/simulation-text.ts';
export { formatTap } from './judgement/judge-tap.ts';
export { saveClassicGraph } from './bisection/classic/save-classic-graph.ts';
export { planPage } from './plan/plan-page.ts';
export { renderHostHistory } from './history/history-host-page.ts';
export { renderJobHistory } from './history/history-job-page.ts';
export { renderJudgement } from './judgement/judge-html.ts';
export type * from '../../typings/report.ts';
export { bisectionPage } from './bisection/bisection-page.ts';
export { formatBisection } from './bisection/bisection-text.ts';
export {
  describeBisection,
  type Counts,
  type DescribedBisection,
  type DescribedCulprit,
  type DescribeOptions,
} from './bisection/describe-bisection.ts';
export type * from '../../typings/bisection-graph.ts';
