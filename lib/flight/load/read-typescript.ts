// From when this is first loaded on, this process reads TypeScript. In the same process as all the rest: a module of
// somebody's own gets the very `osstest` that loads it, and that is not read a second time.
import { register } from 'tsx/esm/api';

register();
