// Importing this module makes the process read TypeScript, through tsx. Everything stays in one process: the module of a
// user imports the same instance of `osstest` that loads it.
import { register } from 'tsx/esm/api';

register();
