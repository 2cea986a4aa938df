import type { ConfigSettings } from '../../../typings/config.ts';
import { setAt } from '../../config/layer.ts';
import type { LoadConfigOptions } from '../../config/load-config.ts';
import { parseSetting } from '../../config/parse-setting.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { GlobalFlags } from './global-flags.ts';

/**
 * Returns the options of loadConfig for `--config` and `--set`.
 *
 * @throws UsageError (`USAGE`, blame operator) - the text of a `--set` is not KEY=VALUE.
 */
export function configOptionsOf({ config, set }: Pick<GlobalFlags, 'config' | 'set'>): LoadConfigOptions {
  const settings: Record<string, unknown> = {};
  for (const text of set ?? []) {
    const [key = '', ...value] = text.split('=');
    if (value.length === 0) throw new UsageError(`--set ${text}: write KEY=VALUE, such as --set qemu.memoryMiB=2048`);
    setAt(settings, key.split('.'), parseSetting(key, value.join('=')));
  }
  return { file: config, flags: settings as ConfigSettings };
}
