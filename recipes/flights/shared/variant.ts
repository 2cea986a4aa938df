import type { Recipe, RunvarValues } from 'osstest';
import type { Platform } from './platforms.ts';

export type Toolstack = 'xl' | 'libvirt' | 'xend';
/** The device model of an HVM guest: qemut is the traditional one, qemuu that of upstream. */
export type Qemu = 'default' | 'qemut' | 'qemuu';

/** Abilities that only some versions of Xen have. */
export type Ability = 'pvh' | 'rtds' | 'nested' | 'libvirt-pair' | 'upgrade';

/** A test job of the matrix, independent of the branch. */
export interface TestVariant {
  readonly on: Platform;
  /** The part of the job name after `test-XEN-DOM0-`. */
  readonly name: string;
  readonly recipe: Recipe;
  readonly toolstack: Toolstack;
  readonly qemu: Qemu | null;
  readonly xsm: boolean;
  readonly needs: Ability | null;
  /** Additional flags that its hosts must have. */
  readonly hostflags: readonly string[];
  readonly runvars: RunvarValues;
}

type Given = Pick<TestVariant, 'on' | 'name' | 'recipe'> & Partial<TestVariant>;

/** Returns a variant with the defaults: xl, no HVM, no XSM, any host. */
export const variant = (given: Given): TestVariant => ({
  toolstack: 'xl',
  qemu: null,
  xsm: false,
  needs: null,
  hostflags: [],
  runvars: {},
  ...given,
});

/** Returns the name of a variant from its words; empty words are left out. */
export const joinWords = (...words: readonly string[]): string => words.filter((word) => word !== '').join('-');

export const testName = ({ on, name }: Pick<TestVariant, 'on' | 'name'>): string => `test-${on.xen}-${on.dom0}-${name}`;
