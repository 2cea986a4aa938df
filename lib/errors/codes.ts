/** Every error code, by family; docs/errors.md explains each, and a contract test compares the two. */
export const ERROR_CODES = [
  // cli
  'USAGE',
  // config
  'CONFIG_INVALID',
  'CONFIG_KEY_UNKNOWN',
  'CONFIG_UNREADABLE',
  // general
  'ABORTED',
  'TEST_FAILED',
  'TIMED_OUT',
  // host
  'BOX_CRASHED',
  'HOST_DOWN',
  'HOST_STATE',
  'UNSUPPORTED',
  // subprocess
  'SUBPROCESS_FAILED',
  'TOOL_MISSING',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
