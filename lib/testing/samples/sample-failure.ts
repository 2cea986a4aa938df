/** How a sample job fails. */
export type SampleFailure =
  'command-fails' | 'timeout' | 'xen-panic' | 'never-boots' | 'blocked' | 'aborted' | 'starved';
