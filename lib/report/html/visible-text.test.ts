import test from 'ava';
import { fc, testProp } from '@fast-check/ava';
import { toLine, toLines } from './visible-text.ts';

const shown = test.macro({
  exec: (t, output: string, lines: readonly string[]) => void t.deepEqual(toLines(output), lines),
  title: (given) => `toLines ${given ?? ''}`,
});

test('leaves plain lines as they are', shown, 'one\n  two\tthree\n\nfour\n', ['one', '  two\tthree', '', 'four']);
test('drops colours', shown, '[\u001b[0;32m  OK  \u001b[0m] Started ssh\r\n', ['[  OK  ] Started ssh']);
test('drops titles of terminals', shown, 'a\u001b]0;title\u0007b', ['ab']);
test('retains the text after a title without an end', shown, '\u001b]0;x\nthe panic', ['0;x', 'the panic']);
test('retains the last text of a progress bar', shown, '10%\r 50%\r100% done\r\n', ['100% done']);
test('applies backspaces', shown, 'abx\b \bc', ['abc']);
test('shows single control characters', shown, 'a\u0000b\u0007\u007f', ['a␀b␇␡']);
test('counts binary garbage', shown, 'x\u0000\u0001\ufffd\ufffd\u0002\u0003y', ['x[6 unprintable]y']);
test('shows characters that reverse the text', shown, 'safe\u202egnp.exe', ['safe[U+202E]gnp.exe']);
test('replaces half characters', shown, 'a\ud800b', ['a\ufffdb']);
test('shortens long lines', shown, 'x'.repeat(2010), [`${'x'.repeat(2000)} … 10 characters more`]);

test('toLine makes one line of several', (t) => {
  t.is(toLine('exited 1\n\n\u001b[1mlibxl\u001b[0m: no memory\n'), 'exited 1 libxl: no memory');
});

testProp(
  'toLines leaves no control character of any console output',
  [
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom('\u001b[', '\u001b]', '\r', '\b', ';', 'm')),
  ],
  (t, text, pieces) => {
    t.notRegex(toLines(text + pieces.join('') + text).join(''), /[^\P{Cc}\t]|\p{Cs}/u);
  },
);
