// What a test author imports, in the order in which data flows. A contract test holds the list, and its length.
// the configuration and the database
export { loadConfig, type LoadConfigOptions } from './config/load-config.ts';
export type { Config } from '../typings/config.ts';
export { openDatabase, type OpenDatabaseOptions } from './db/open/open-database.ts';
export type { Db } from './db/db.ts';
// hosts: booked, opened, driven
export { bookHosts } from './coordination/booking/book-hosts.ts';
export { openBookedHost } from './host/open-booked-host.ts';
export type { OpenBookedHostOptions } from './host/host-wires.ts';
export { openHost, type HostParts } from './host/open-host.ts';
export type { Host, DebianHost, XenInstalledHost, XenHost, DebianFacts, XenFacts } from '../typings/host.ts';
export { asDebianHost } from './host/as-debian-host.ts';
export { asXenHost } from './install/xen/boot-xen.ts';
export type { AwaitUpOptions, RebootOptions, RebootResult } from '../typings/host.ts';
export { captureFiles } from './host/capture-files.ts';
export { requestDebug, type DebugOptions } from './host/request-debug.ts';
export { installPackages } from './host/install-packages.ts';
export { joinHosts, addressAmongHosts } from './host/join-hosts.ts';
export { letLogIn } from './host/let-log-in.ts';
// the wires to a host
export { openSsh, type SshOptions } from './wire/ssh/open-ssh.ts';
export type {
  SshTarget,
  SshConnection,
  WaitOptions,
  PowerDriver,
  PowerState,
  SerialConsole,
  ConsoleCrash,
} from '../typings/wire.ts';
export { awaitSsh, type AwaitSshOptions } from './wire/ssh/await-ssh.ts';
export type { ExecOptions, CommandResult } from '../typings/command.ts';
// installation
export { installDebian, type InstallDebianOptions } from './install/debian/install-debian.ts';
export { installXen, type InstallXenOptions } from './install/xen/install-xen.ts';
export { bootXen } from './install/xen/boot-xen.ts';
// guests
export { createGuest, type CreateGuestOptions } from './guest/create-guest.ts';
export type { Guest, GuestDefinition, GuestKind, GuestDistro, DomainState, Toolstack } from '../typings/guest.ts';
export { isGuestKind, guestEther } from './guest/guest-config.ts';
export { fixUpDebian } from './guest/debian-files.ts';
export { recordGuest, openRecordedGuest } from './guest/guest-runvars.ts';
export { mirrorGuestDisk } from './guest/mirror-disk.ts';
// builds
export { cloneTree, type BuildContext } from './build/clone-tree.ts';
export { runBuild, type BuildCommand } from './build/run-build.ts';
export { stashOutput, type OutputPart } from './build/stash-output.ts';
export { installOutput } from './build/install-output.ts';
// tests, recipes, flights, branches
export { defineTest, type TestDefinition } from './flight/define/define-test.ts';
export type {
  TestContext,
  TestNeeds,
  HostState,
  GuestState,
  RunvarStore,
  StashFolder,
  BuildOutput,
} from '../typings/test.ts';
export { fail } from './errors/general-errors.ts';
export { defineRecipe, type RecipeDefinition } from './flight/define/define-recipe.ts';
export type { Recipe } from '../typings/recipe.ts';
export { step, type StepOptions, repeatSteps, forEachHost, plannedTest } from './flight/define/define-step.ts';
export { defineFlight, type FlightTools, type RunvarValues } from './flight/define/define-flight.ts';
export type { FlightDefinition, FlightInputs } from '../typings/flight-plan.ts';
export type { Runvars } from '../typings/flight.ts';
export { matrix, type Matrix } from './flight/define/matrix.ts';
export { defineBranch } from './gate/branch/define-branch.ts';
export type { BranchDefinition, RemoteBranch } from '../typings/gate.ts';
// events and errors
export type { Emitter } from '../typings/events.ts';
export { OsstestError, isOsstestError, describeError } from './errors/osstest-error.ts';
export type { Blame } from '../typings/status.ts';
export { TestFailedError, TimeoutError } from './errors/general-errors.ts';
export { HostCrashedError, HostDownError, HostStateError, UnsupportedError } from './errors/host-errors.ts';
// time and text
export { seconds, minutes, hours, formatDuration } from './util/units.ts';
export { systemClock, type Clock } from './util/clock.ts';
export { quoteShell } from './util/quote.ts';
