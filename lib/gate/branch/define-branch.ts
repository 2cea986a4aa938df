import type { BranchDefinition } from '../../../typings/gate.ts';

type Optional = 'uses' | 'hosts' | 'intended' | 'allow' | 'mailTo' | 'always' | 'retests' | 'attempts' | 'priority';

/**
 * Defines a branch that the gate guards.
 *
 * @example
 * import { defineBranch } from 'osstest';
 * export default defineBranch({
 *   name: 'xen-unstable',
 *   summary: 'The development of Xen',
 *   tree: 'xen',
 *   source: { url: 'git://xenbits.xen.org/xen.git', branch: 'staging' },
 *   tested: { url: 'git@lab.example.org:xen.git', branch: 'master' },
 *   flight: 'xen-unstable',
 * });
 */
export const defineBranch = (
  given: Omit<BranchDefinition, Optional> & Partial<Pick<BranchDefinition, Optional>>,
): BranchDefinition =>
  Object.freeze({
    uses: {},
    hosts: 'all',
    intended: 'real',
    allow: [],
    mailTo: [],
    always: false,
    retests: 1,
    attempts: 3,
    priority: 0,
    ...given,
  });
