/**
 * Parts for the tests of drivers and of programs that use osstest: a fresh database, conformance suites for each
 * interface of the wire, fakes that pass them, a virtual clock and the simulator of a lab.
 *
 * @packageDocumentation
 */
export { databaseSettings, freshDatabase, type FreshDatabaseOptions } from './database/fresh-database.ts';
export type { DatabaseSettings } from '../db/open/open-database.ts';
export type { ServerPaths } from '../db/private-server/site.ts';

export type { ConformanceCase } from './conformance/conformance.ts';
export { powerConformance, type PowerSubject } from './conformance/power-conformance.ts';
export { serialConformance, type SerialSubject } from './conformance/serial-conformance.ts';
export { sshConformance, type SshSubject } from './conformance/ssh-conformance.ts';
export { sshFileConformance } from './conformance/ssh-file-conformance.ts';

export { createFakePower, type FakePower } from './fakes/fake-power.ts';
export { startFakeSshServer, type FakeSshOptions, type FakeSshServer } from './fakes/fake-ssh-server.ts';
export { startFakeLab, type FakeLab, type FakeLabOptions, type Touch } from './fakes/fake-hosts.ts';

export { createVirtualClock, type VirtualClock } from '../util/virtual-clock.ts';
export {
  simulateLab,
  type SimulatedFaults,
  type SimulatedRun,
  type SimulateLabOptions,
  type Simulation,
} from '../coordination/simulator/simulate-lab.ts';
export type { SimulatedJob } from '../coordination/simulator/simulated-harness.ts';
