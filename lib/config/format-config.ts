import { stringify } from 'yaml';
import type { Config } from '../../typings/config.ts';
import { withoutSecrets } from './without-secrets.ts';

/** The configuration as YAML, for people; without passwords. */
export const formatConfig = (config: Config): string => stringify(withoutSecrets(config)).trimEnd();
