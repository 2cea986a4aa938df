import test from 'ava';
import fc from 'fast-check';
import { TclListError, formatCommand, parseTclList, quoteArgument } from './tcl-list.ts';

const parse = test.macro({
  exec: (t, text: string, elements: string[]) => t.deepEqual(parseTclList(text), elements),
  title: (_, text: string) => `parseTclList splits ${JSON.stringify(text)} as Tcl does`,
});
test(parse, '', []);
test(parse, '  a  b ', ['a', 'b']);
test(parse, '"a b" {c d} e\\ f', ['a b', 'c d', 'e f']);
test(parse, '"" {}', ['', '']);
test(parse, '{a {b c} d}', ['a {b c} d']);
test(parse, '{a \\} b}', ['a \\} b']);
test(parse, 'a"b c{d', ['a"b', 'c{d']);
test(parse, '$x [exec date]', ['$x', '[exec', 'date]']);
test(parse, 'a;b #c', ['a;b', '#c']);
test(parse, '\\t\\x41\\u00e9\\101\\q "\\n"', ['\tAéAq', '\n']);
test(parse, 'a\\', ['a\\']);

const refuse = test.macro({
  exec: (t, text: string, message: string) =>
    t.throws(() => parseTclList(text), { instanceOf: TclListError, message }) && undefined,
  title: (_, text: string) => `parseTclList refuses ${JSON.stringify(text)} in Tcl's words`,
});
test(refuse, 'job "10.x', 'unmatched open quote in list');
test(refuse, 'job {10.x', 'unmatched open brace in list');
test(refuse, 'job {a}b', 'list element in braces followed by "b" instead of space');
test(refuse, 'job "a"b', 'list element in quotes followed by "b" instead of space');

test('quoteArgument quotes only what the original clients quote', (t) => {
  t.deepEqual(['', 'a-b_c.d,e/f+9', 'A', 'a b', 'say "\\"'].map(quoteArgument), [
    '""',
    'a-b_c.d,e/f+9',
    '"A"',
    '"a b"',
    String.raw`"say \"\\\""`,
  ]);
});

test('parseTclList restores any arguments that formatCommand wrote', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (args) => {
      const line = formatCommand('set-info', args);
      t.deepEqual(parseTclList(line.slice('set-info'.length)), args);
    }),
  );
  t.pass();
});

test('parseTclList returns a list or throws a TclListError for any text', (t) => {
  const noise = fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', ' ', '\n', 'a', 'x', 'u', '7', '\u0000') });
  fc.assert(
    fc.property(noise, (text) => {
      try {
        parseTclList(text);
      } catch (error) {
        if (!(error instanceof TclListError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
