import type { Lattice } from '../lattice/point.ts';
import { forecast } from '../model/forecast.ts';
import type { Posterior } from '../model/posterior.ts';
import type { SearchSettings } from '../model/search-settings.ts';
import type { BisectionEvent, LikelyCommit } from './bisection-event.ts';

const LIKELIEST = 5;
const PARTS = 60;

/** Describes where a search is. */
export function describeProgress(
  lattice: Lattice,
  posterior: Posterior,
  {
    settings,
    ...counts
  }: { readonly settings: SearchSettings; readonly tests: number; readonly builds: number; readonly running: number },
): Extract<BisectionEvent, { kind: 'progress' }> {
  return {
    kind: 'progress',
    ...counts,
    likeliest: findLikeliest(lattice, posterior),
    noChange: posterior.noChange,
    mass: Object.fromEntries(lattice.map(({ name }, tree) => [name, divideMass(posterior.probabilities[tree]!)])),
    forecast: forecast(posterior, settings.prior, settings.confidence),
  };
}

function findLikeliest(lattice: Lattice, { probabilities }: Posterior): readonly LikelyCommit[] {
  const all = lattice.flatMap(({ name, commits }, tree) => {
    const own = probabilities[tree]!;
    const least = [...own].toSorted((a, b) => b - a)[LIKELIEST - 1] ?? 0;
    return commits.flatMap((revision, index) =>
      own[index]! >= least && own[index]! > 0 ? [{ tree: name, revision, probability: own[index]! }] : [],
    );
  });
  return all.toSorted((a, b) => b.probability - a.probability).slice(0, LIKELIEST);
}

function divideMass(own: Float64Array): readonly number[] {
  const count = Math.min(PARTS, own.length);
  const parts = Array.from({ length: count }, () => 0);
  own.forEach((probability, index) => (parts[Math.floor((index * count) / own.length)]! += probability));
  return parts;
}
