import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import { type SiteTables, utilityRound } from '../../testing/utility-round.ts';
import { utilityLayout } from './utility-layout.ts';

const MINIMUM = DICTIONARY.minimumCellSize;

/** Every site tells of every row, so that the rows of all sites are those of one. */
const TOLD: DataDictionary = { ...DICTIONARY, minimumCellSize: 1 };

describe('over sites', () => {
  const rows = { training: randomCohort(130, 'training'), heldOut: randomCohort(60, 'held-out') };
  const synthetic = randomCohort(40, 'synthetic');
  const pooled = utilityRound(TOLD, [rows], synthetic).sum;

  test('answers, risk tables and clusters add up to those of the pooled rows bit for bit, for 1 to 43 sites', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 43 }), fc.string(), (siteCount, seed) => {
        const { sum } = utilityRound(TOLD, shardRows(rows, siteCount, seed), synthetic);
        for (const name of utilityLayout(TOLD).map(([vector]) => vector)) {
          if (isOfRows(name)) expect([name, values(sum, name)]).toEqual([name, values(pooled, name)]);
        }
        const clusters = (of: Sum) =>
          values(of, 'utility/clusters/half-a').map((count, i) => count + values(of, 'utility/clusters/half-b')[i]);
        expect(clusters(sum)).toEqual(clusters(pooled));
      }),
      { numRuns: 5 },
    );
  });

  test('at least one vector of each kind is compared, and is not all 0', () => {
    const compared = utilityLayout(TOLD).filter(([name]) => isOfRows(name));
    expect(compared).toHaveLength(2 * 4 + 2 * 2 + 1);
    for (const [name] of compared)
      expect([name, values(pooled, name).some((value) => value > 0)]).toEqual([name, true]);
  });

  /** Those that don't depend on which rows a site has beside the row. */
  function isOfRows(name: string): boolean {
    return /prediction.*(synthetic|independent)|survival.*synthetic.*(risk|predicted)|clusters\/held-out/.test(name);
  }
});

describe('what takes no part', () => {
  const synthetic = randomCohort(40, 'synthetic');
  const told = (training: number, heldOut: number, dictionary = DICTIONARY) => {
    const sites = [{ training: randomCohort(training, 'training'), heldOut: randomCohort(heldOut, 'held-out') }];
    const { sum } = utilityRound(dictionary, sites, synthetic);
    return (pattern: RegExp) =>
      utilityLayout(dictionary)
        .filter(([name]) => pattern.test(name))
        .filter(([name]) => values(sum, name).some((value) => value !== 0))
        .map(([name]) => name);
  };

  test('training rows below the minimum cell size', () => {
    const sent = told(MINIMUM - 1, 40);
    expect(sent(/\/training|half|own|discriminator/)).toEqual([]);
    expect(sent(/synthetic\/held-out|clusters\/held-out/).length).toBeGreaterThan(0);
  });

  test('held-out rows below the minimum cell size', () => {
    const sent = told(60, MINIMUM - 1);
    expect(sent(/held-out/)).toEqual([]);
    expect(sent(/synthetic\/training/).length).toBeGreaterThan(0);
  });

  test('fewer rows with a label, or with a known outcome, than the minimum cell size', () => {
    // Of 40 held-out rows some are missing either way, whatever the minimum.
    const strict = { ...DICTIONARY, minimumCellSize: 40 };
    expect(told(60, 40, strict)(/(prediction|survival).*held-out/)).toEqual([]);
    expect(told(60, 40, strict)(/clusters\/held-out/)).toHaveLength(1);
  });

  test('a site with few training rows learns nothing by itself', () => {
    expect(told(25, 40)(/own/)).toEqual([]);
    expect(told(39, 40)(/discriminator/)).toEqual([]);
    expect(told(150, 40)(/own.*held-out$|own.*pairs/)).toHaveLength(3);
    expect(told(40, 40)(/discriminator/)).toHaveLength(3);
  });

  test('risk groups of the models of single sites', () => {
    expect(told(150, 40)(/own.*(risk|predicted)/)).toEqual([]);
  });
});

function shardRows({ training, heldOut }: SiteTables, siteCount: number, seed: string): SiteTables[] {
  const heldOutParts = shard(heldOut, siteCount, `${seed} held out`);
  return shard(training, siteCount, seed)
    .map((part, site) => ({ training: part, heldOut: heldOutParts[site] }))
    .filter((site) => site.training.rowCount + site.heldOut.rowCount > 0);
}

function values(sum: Sum, name: string): Float64Array {
  const vector = sum.vectors.get(name);
  if (!vector) throw new Error(`no vector ${name}`);
  return vector.values;
}
