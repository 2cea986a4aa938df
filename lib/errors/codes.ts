/** Every error code, by family; docs/errors.md explains each, and a contract test compares the two. */
export const ERROR_CODES = [
  // cli
  'USAGE',
  // config
  'CONFIG_INVALID',
  'CONFIG_KEY_UNKNOWN',
  'CONFIG_UNREADABLE',
  // build
  'TREE_UNUSABLE',
  // command
  'COMMAND_FAILED',
  'COMMAND_TIMED_OUT',
  'FILE_COPY_FAILED',
  // database
  'DATABASE_LOST',
  'DATABASE_MIGRATION_FAILED',
  'DATABASE_NOT_OURS',
  'DATABASE_REFUSED',
  'DATABASE_SCHEMA_NEWER',
  'DATABASE_SCHEMA_OLD',
  'DATABASE_SERVER_TOO_OLD',
  'DATABASE_UNREACHABLE',
  'IMPORT_FAILED',
  'POSTGRES_MISSING',
  'PRIVATE_SERVER_FAILED',
  'QUERY_FAILED',
  // coordination
  'BAD_HOST_REQUEST',
  'DAEMON_FAILED',
  'LOST_BOOKING',
  'LOST_TASK',
  'NO_CANDIDATE_HOST',
  'PLAN_REFUSED',
  // flight
  'DEPENDENCY_MISSING',
  'FLIGHT_CLOSED',
  'FLIGHT_INVALID',
  'JOB_NOT_RUNNABLE',
  'MODULE_UNUSABLE',
  'RUNVAR_MISSING',
  // gate
  'DEPLOY_FAILED',
  'GATE_RUN_LOST',
  // general
  'ABORTED',
  'TEST_FAILED',
  'TIMED_OUT',
  // git
  'PUSH_REFUSED',
  'REMOTE_FAILED',
  'REVISION_UNKNOWN',
  // history
  'BRANCH_NOT_FOUND',
  'FLIGHT_NOT_FOUND',
  // host
  'BOX_CRASHED',
  'HOST_DOWN',
  'HOST_STATE',
  'UNSUPPORTED',
  // lab
  'BOX_FAILED',
  'IMAGE_BUILD_FAILED',
  'LAB_SETUP_INCOMPLETE',
  // serial, power
  'POWER_FAILED',
  'SERIAL_FAILED',
  // qmp
  'QMP_FAILED',
  // record
  'FILES_EXPIRED',
  'FLIGHT_BLESSED',
  'JOB_LOST',
  'JOB_NOT_FOUND',
  'STASH_FAILED',
  'STASH_PATH_REFUSED',
  // mail
  'MAIL_FAILED',
  // ssh
  'SSH_CONNECTION_FAILED',
  'SSH_HOST_KEY_MISMATCH',
  // subprocess
  'SUBPROCESS_FAILED',
  'TOOL_MISSING',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
