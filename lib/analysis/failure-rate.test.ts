import test from 'ava';
import { describeFailureRate, failureRate } from './failure-rate.ts';

const close = (found: number, wanted: number): boolean => Math.abs(found - wanted) < 5e-4;

test('failureRate returns the known bounds of Wilson’s interval', (t) => {
  // R: prop.test(15, 50, correct = FALSE), prop.test(0, 10, correct = FALSE), prop.test(10, 10, correct = FALSE)
  const some = failureRate(15, 50);
  t.true(close(some.low, 0.191) && close(some.high, 0.4375), `${some.low} ${some.high}`);
  t.like(failureRate(0, 10), { low: 0, rate: 0 });
  t.true(close(failureRate(0, 10).high, 0.2775));
  t.true(close(failureRate(10, 10).low, 0.7225));
});

test('failureRate covers the true rate with the promised probability, on average over all rates', (t) => {
  const covered = (p: number, n: number): number => {
    let [sum, weight] = [0, (1 - p) ** n];
    for (let k = 0; k <= n; k++) {
      const { low, high } = failureRate(k, n);
      if (low <= p && p <= high) sum += weight;
      weight *= ((n - k) / (k + 1)) * (p / (1 - p)); // exactly, by the binomial distribution
    }
    return sum;
  };
  for (const n of [10, 40, 100]) {
    const rates = Array.from({ length: 499 }, (_, index) => (index + 1) / 500);
    const mean = rates.reduce((sum, p) => sum + covered(p, n), 0) / rates.length;
    t.true(mean > 0.945 && mean < 0.965, `${n} tries: ${mean}`);
  }
});

test('failureRate refuses numbers that are not a count of failures among tries', (t) => {
  for (const [failures, tries] of [
    [2, 1],
    [-1, 3],
    [0.5, 3],
    [0, NaN],
  ] as const) {
    t.throws(() => failureRate(failures, tries), { instanceOf: RangeError });
  }
});

test('describeFailureRate prints counts, rate and interval', (t) => {
  t.is(describeFailureRate(failureRate(3, 20)), 'failed 3 of 20: 15 % (95 % interval 5.2 % to 36 %)');
  t.is(describeFailureRate(failureRate(0, 0)), 'was not tried');
});
