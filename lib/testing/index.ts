export { databaseSettings, freshDatabase, type FreshDatabaseOptions } from './database/fresh-database.ts';
export {
  simulateLab,
  type SimulatedFaults,
  type SimulatedRun,
  type SimulateLabOptions,
  type Simulation,
} from '../coordination/simulator/simulate-lab.ts';
export type { SimulatedJob } from '../coordination/simulator/simulated-harness.ts';
export { createVirtualClock, type VirtualClock } from '../util/virtual-clock.ts';
export type { DatabaseSettings } from '../db/open-database.ts';
export type { ServerPaths } from '../db/private-server/site.ts';
