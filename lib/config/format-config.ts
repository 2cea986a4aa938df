import { stringify } from 'yaml';
import type { Config } from '../../typings/config.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Returns the configuration as YAML for display, without passwords. */
export const formatConfig = (config: Config): string => stringify(withoutSecrets(config)).trimEnd();
