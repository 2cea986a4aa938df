// Configuration: load the settings, explain a key.
export { ConfigInvalidError, ConfigKeyError, ConfigUnreadableError } from '../errors/config-errors.ts';
export { explainConfig } from './explain-config.ts';
export type * from '../../typings/config.ts';
export type * from '../../typings/host-definition.ts';
