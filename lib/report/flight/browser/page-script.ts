import { CLOCK_SCRIPT } from './page-script-clock.ts';
import { DATA_SCRIPT } from './page-script-data.ts';
import { FIND_SCRIPT } from './page-script-find.ts';
import { KEYS_SCRIPT } from './page-script-keys.ts';
import { STREAM_SCRIPT } from './page-script-stream.ts';

/** Runs in the head, before the browser paints: shows the parts that need the script, and hides closed jobs. */
export const HEAD_SCRIPT = "document.documentElement.className='js'";

/** The script of the page: plain JavaScript for browsers since 2023, in one function, without dependencies. */
export const PAGE_SCRIPT = `(()=>{'use strict';
${[DATA_SCRIPT, STREAM_SCRIPT, CLOCK_SCRIPT, FIND_SCRIPT, KEYS_SCRIPT].map((part) => part.replaceAll(/^\s+|^\/\/.*\n/gm, '')).join('\n')}
})();`;
