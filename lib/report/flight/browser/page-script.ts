import { CLOCK_SCRIPT } from './page-script-clock.ts';
import { DATA_SCRIPT } from './page-script-data.ts';
import { FIND_SCRIPT } from './page-script-find.ts';
import { KEYS_SCRIPT } from './page-script-keys.ts';
import { STREAM_SCRIPT } from './page-script-stream.ts';

/** Runs in the head, before anything is painted: what only works with the script is shown, closed jobs are not. */
export const HEAD_SCRIPT = "document.documentElement.className='js'";

/** The script of the page: plain JavaScript of browsers since 2023, in one function, without anything from elsewhere. */
export const PAGE_SCRIPT = `(()=>{'use strict';
${[DATA_SCRIPT, STREAM_SCRIPT, CLOCK_SCRIPT, FIND_SCRIPT, KEYS_SCRIPT].map((part) => part.replaceAll(/^\s+|^\/\/.*\n/gm, '')).join('\n')}
})();`;
