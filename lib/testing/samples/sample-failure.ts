/** The kind of failure of a sample job. */
export type SampleFailure =
  'command-fails' | 'timeout' | 'xen-panic' | 'never-boots' | 'blocked' | 'aborted' | 'starved';
