import test from 'ava';
import { chooseStyle } from './terminal-style.ts';

test('a terminal is live and coloured; NO_COLOR, TERM=dumb and CI turn that off', (t) => {
  t.deepEqual(chooseStyle(true, { TERM: 'xterm', NO_COLOR: '', CI: 'false' }), { isLive: true, colour: true });
  t.deepEqual(chooseStyle(true, { TERM: 'xterm', NO_COLOR: '1' }), { isLive: true, colour: false });
  t.deepEqual(chooseStyle(true, { TERM: 'dumb' }), { isLive: false, colour: false });
  t.deepEqual(chooseStyle(true, { TERM: 'xterm', CI: 'true' }), { isLive: false, colour: false });
  t.deepEqual(chooseStyle(false, { TERM: 'xterm' }), { isLive: false, colour: false });
});
