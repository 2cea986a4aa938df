import type { BranchDefinition } from '../../../typings/gate.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { findModule, importModule, listModules } from '../../flight/load/modules.ts';

const BRANCHES = new URL('../../../recipes/branches/', import.meta.url);

/** Returns the names of the branches that are part of osstest, in order. */
export const listBranches = (): Promise<readonly string[]> => listModules(BRANCHES);

/**
 * Loads a branch: one that is part of osstest by its name, or your own module by its path.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the module does not exist, fails to load, or is no branch.
 */
export async function loadBranch(reference: string): Promise<BranchDefinition> {
  const unknown = `branch "${reference}": the gate has no branch of this name`;
  const file = await findModule(reference, BRANCHES, { kind: 'branch', unknown });
  const module = await importModule(file, `branch ${reference}`);
  const branch = (module as { default?: Partial<BranchDefinition> }).default;
  if (typeof branch?.name !== 'string' || branch.source === undefined || branch.tested === undefined) {
    throw new ModuleError(`branch ${reference}: ${file} has no default export made by defineBranch`);
  }
  return branch as BranchDefinition;
}
