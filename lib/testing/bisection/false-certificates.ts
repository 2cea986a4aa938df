import { addToCertificate, isCertified, nextOfBlock, startCertificate } from '../../bisect/model/certificate.ts';
import type { Random } from '../../util/random.ts';

const MOST_BLOCKS = 60;
const ATTEMPTS = 4;

/**
 * Counts the searches that give a certificate for an edge where nothing changes. Each search makes several attempts. Each
 * attempt starts with the confidence of a misled search and learns from its own tests.
 */
export function countFalseCertificates(
  random: Random,
  { rate, tries, alpha }: { readonly rate: number; readonly tries: number; readonly alpha: number },
): number {
  let count = 0;
  for (let each = 0; each < tries; each++) if (seek(random, rate, alpha)) count++;
  return count;
}

function seek(random: Random, rate: number, alpha: number): boolean {
  const edge = { above: [1], below: [[0]] };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const sums = { above: 1.8, below: 0.2, aboveTests: 2, belowTests: 2 };
    const expected = () => ({ above: sums.above / sums.aboveTests, below: sums.below / sums.belowTests });
    let certificate = startCertificate({ attempt, tree: 0, commits: [1], edge }, expected(), random);
    while (certificate.blocks < MOST_BLOCKS) {
      const hasFailed = random.chance(rate);
      const side = nextOfBlock(certificate)[0] === 1 ? 'above' : 'below';
      sums[side] += hasFailed ? 1 : 0;
      sums[`${side}Tests`]++;
      certificate = addToCertificate(certificate, hasFailed, { expected: expected(), random });
      if (isCertified(certificate, alpha)) return true;
    }
  }
  return false;
}
