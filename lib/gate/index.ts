// The gate: branches, runs, orders, deployment.
export { DeployError, GateRunLostError } from '../errors/gate-errors.ts';
export { type DeployedVersion, deployVersion, deployedVersion } from './deploy/deploy-version.ts';
export type { GateContext, GateOptions } from './gate-context.ts';
export type { GateHarness } from './gate-context.ts';
export { type GateOutcome, type GatePlan, planGate, runGate } from './run/run-gate.ts';
export type { PrepareVersionOptions, PreparedVersion } from './deploy/prepare-version.ts';
export { PushRefusedError, RemoteError, RevisionUnknownError } from '../errors/git-errors.ts';
export { endGateOrder, giveGateOrder, listGateOrders } from './store/orders.ts';
export { listBranches, loadBranch } from './branch/load-branch.ts';
export { listGateRuns } from './store/run-store.ts';
export { readBranchStandings } from './branch/read-standings.ts';
export { readCommitLog } from '../git/read-commit-log.ts';
export { writeBranchesPage } from './branch/write-branches-page.ts';
export type * from '../../typings/gate.ts';
