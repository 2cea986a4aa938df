import type { Recipe, RunvarValues } from 'osstest';
import type { Platform } from './platforms.ts';

export type Toolstack = 'xl' | 'libvirt' | 'xend';
/** The device model of an HVM guest: qemut is the traditional one, qemuu upstream's. */
export type Qemu = 'default' | 'qemut' | 'qemuu';

/** Abilities that not every Xen has. */
export type Ability = 'pvh' | 'rtds' | 'nested' | 'libvirt-pair' | 'upgrade';

/** A test job of the matrix, before it is known for which branch. */
export interface TestVariant {
  readonly on: Platform;
  /** What stands behind `test-XEN-DOM0-`. */
  readonly name: string;
  readonly recipe: Recipe;
  readonly toolstack: Toolstack;
  readonly qemu: Qemu | null;
  readonly xsm: boolean;
  readonly needs: Ability | null;
  /** Flags that its hosts must have, behind those that all have. */
  readonly hostflags: readonly string[];
  readonly runvars: RunvarValues;
}

type Given = Pick<TestVariant, 'on' | 'name' | 'recipe'> & Partial<TestVariant>;

/** A variant with what most have: xl, no HVM, no XSM, any host. */
export const variant = (given: Given): TestVariant => ({
  toolstack: 'xl',
  qemu: null,
  xsm: false,
  needs: null,
  hostflags: [],
  runvars: {},
  ...given,
});

/** The name of a variant from its words; those that are empty are left out. */
export const joinWords = (...words: readonly string[]): string => words.filter((word) => word !== '').join('-');

export const testName = ({ on, name }: Pick<TestVariant, 'on' | 'name'>): string => `test-${on.xen}-${on.dom0}-${name}`;
