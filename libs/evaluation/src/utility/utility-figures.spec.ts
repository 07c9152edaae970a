import { describe, expect, test } from '@jest/globals';
import type { DataDictionary } from '#tabular/dictionary';
import { concatRows } from '#tabular/concat-rows';
import { selectRows } from '#tabular/select-rows';
import type { Column, Table } from '#tabular/table';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import { utilityRound } from '../../testing/utility-round.ts';
import { shuffleColumns } from '../metrics/shuffle-columns.ts';
import type { AnswerFigures } from './prediction-figures.ts';
import { utilityPlanShape } from './utility-plan-shape.ts';

const training = randomCohort(400, 'training');
const heldOut = randomCohort(150, 'held out');
const none = selectRows(heldOut, []);

describe('a pooled evaluation', () => {
  const { figures, plan } = utilityRound(DICTIONARY, [{ training, heldOut }], randomCohort(400, 'another'), {
    isPooled: true,
  });

  test('a cohort of the kind answers nearly as well as the real rows, independent columns don’t', () => {
    for (const { against, value, floor, ceiling, alone } of figures.predictions) {
      expect(aurocOf(value)).toBeGreaterThan(aurocOf(floor) + 0.1);
      expect(alone).toBeNull();
      if (against === 'held-out') expect(Math.abs(aurocOf(value) - aurocOf(ceiling))).toBeLessThan(0.1);
      else expect(ceiling).toBeNull();
    }
  });

  test('the ceiling of a Cox model is compared by groups too', () => {
    for (const { against, value, ceiling } of figures.survivalModels) {
      expect(value?.concordance?.value).toBeGreaterThan(0.5);
      expect(value?.concordance?.value).toBeCloseTo(Number(value?.concordanceWithinSites?.value), 1);
      if (against === 'held-out') expect(ceiling?.fifths).toHaveLength(5);
    }
  });

  test('cohorts of the kind can’t be told apart, and cover each other', () => {
    const { discriminator, clusterCoverage } = figures;
    expect(discriminator.value).toBeGreaterThan(0.7);
    expect(discriminator.ceiling).toBeGreaterThan(0.7);
    expect(discriminator.floor).toBeLessThan(Number(discriminator.value));
    expect(discriminator.patients).toBe(80);
    clusterCoverage.forEach(({ value, floor, ceiling }) => {
      expect(value).toBeGreaterThan(Number(floor));
      expect(ceiling).toBeGreaterThan(0.7);
    });
  });

  test('clusters are those of the real rows', () => {
    const mine = utilityRound(DICTIONARY, [{ training, heldOut: none }], shuffleColumns(training, 's'), {
      isPooled: true,
    });
    expect(mine.plan.clusters).toEqual(plan.clusters);
  });

  test('a copy of the training rows, or two, covers them and answers them', () => {
    for (const copies of [1, 2]) {
      const copy = concatRows(Array<Table>(copies).fill(training));
      const { predictions, discriminator, clusterCoverage } = utilityRound(DICTIONARY, [{ training, heldOut }], copy, {
        isPooled: true,
      }).figures;
      expect(clusterCoverage[0].value).toBe(1);
      expect(clusterCoverage[1].value).toBe(clusterCoverage[1].ceiling);
      expect(predictions[0].value?.correlation).toBeGreaterThan(0.95);
      expect(discriminator.value).toBeGreaterThan(0.8);
    }
  });

  test('plan and figures are plain JSON', () => {
    const sent: unknown = JSON.parse(JSON.stringify(plan));
    expect(utilityPlanShape.parse(sent)).toEqual(plan);
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });
});

describe('a study', () => {
  const synthetic = randomCohort(200, 'another');
  const sites = shard(training, 4, 'sites').map((part, i) => ({
    training: part,
    heldOut: shard(heldOut, 4, 'held out sites')[i],
  }));

  test('says what sites reach alone, and how many patients that rests on', () => {
    const { figures } = utilityRound(DICTIONARY, sites, synthetic);
    for (const { against, value, ceiling, alone } of [...figures.predictions, ...figures.survivalModels]) {
      expect(ceiling).toBeNull();
      expect(alone?.patients).toBe(against === 'held-out' ? value?.patients : undefined);
    }
  });

  test('leaves sites out that have little to learn from', () => {
    const small = { training: selectRows(training, indices(12)), heldOut: selectRows(heldOut, indices(60)) };
    const { figures } = utilityRound(DICTIONARY, [...sites, small], synthetic);
    for (const { against, value, alone } of figures.predictions) {
      if (against === 'held-out') expect(alone?.patients).toBeLessThan(Number(value?.patients));
    }
  });

  test('doesn’t tell of a few patients by difference', () => {
    const few = { training: selectRows(training, indices(12)), heldOut: selectRows(heldOut, indices(9)) };
    const { figures } = utilityRound(DICTIONARY, [...sites, few], synthetic);
    const differences = [...figures.predictions, ...figures.survivalModels].flatMap(({ value, alone }) =>
      value?.patients && alone?.patients ? [value.patients - alone.patients] : [],
    );
    expect(differences.filter((difference) => difference > 0 && difference < DICTIONARY.minimumCellSize)).toEqual([]);
    expect(differences.length).toBeLessThan(3);
  });

  test('doesn’t tell of few patients of a class', () => {
    // All but 3 of the held-out patients are in one class.
    const codes = Int32Array.from({ length: 150 }, (_, row) => (row < 3 ? 1 : 0));
    const rare = { rowCount: 150, columns: new Map(heldOut.columns).set('response', { kind: 'categorical', codes }) };
    const { figures } = utilityRound(DICTIONARY, [{ training, heldOut: rare }], synthetic);
    const response = figures.predictions.find(({ target, against }) => target === 'response' && against === 'held-out');
    expect(response).toMatchObject({ value: null, floor: null, alone: null });
  });
});

describe('degenerate cohorts', () => {
  const training = randomCohort(100, 'training');
  const heldOut = randomCohort(60, 'held out');
  const synthetic = randomCohort(80, 'synthetic');
  const figuresOf = (
    sites: { training: Table; heldOut: Table },
    { dictionary = DICTIONARY, cohort = synthetic }: { dictionary?: DataDictionary; cohort?: Table } = {},
  ) => {
    const { figures, plan } = utilityRound(dictionary, [sites], cohort);
    expect(utilityPlanShape.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
    return figures;
  };

  test('neither targets nor endpoints', () => {
    const dictionary = { ...DICTIONARY, targets: [], endpoints: [] };
    const figures = figuresOf({ training, heldOut }, { dictionary });
    expect(figures).toMatchObject({ predictions: [], survivalModels: [] });
    expect(figures.discriminator.value).not.toBeNull();
  });

  test('nothing held out', () => {
    const { predictions, survivalModels, clusterCoverage } = figuresOf({ training, heldOut: none });
    for (const { against, value } of [...predictions, ...survivalModels])
      expect(value === null).toBe(against === 'held-out');
    expect(clusterCoverage[1]).toEqual({ against: 'held-out', value: null, floor: null, ceiling: null });
  });

  test.each([0, 1, 2])('%p real rows', (rowCount) => {
    const few = selectRows(training, indices(rowCount));
    const { predictions, discriminator } = figuresOf({ training: few, heldOut: selectRows(training, [5]) });
    expect(predictions.every(({ value, floor }) => value === null && floor === null)).toBe(true);
    expect(discriminator).toEqual({ value: null, floor: null, ceiling: null, patients: 0 });
  });

  test('one synthetic row', () => {
    const { survivalModels, predictions } = figuresOf({ training, heldOut }, { cohort: randomCohort(1, 'a row') });
    expect(survivalModels.every(({ value }) => value === null)).toBe(true);
    // Its answer is the same for all.
    const [response] = predictions;
    if (response.value) expect(response.value.auroc?.value).toBe(0.5);
  });

  test('a synthetic cohort of one label answers it always', () => {
    const cohort = withColumn(synthetic, 'response', { kind: 'categorical', codes: new Int32Array(80) });
    const [response] = figuresOf({ training, heldOut }, { cohort }).predictions;
    expect(response.value).toMatchObject({ correlation: 0, auroc: { value: 0.5 }, predicted: 0 });
  });

  test('real patients of one label leave nothing to tell apart', () => {
    const real = withColumn(training, 'response', { kind: 'categorical', codes: new Int32Array(100) });
    const [response] = figuresOf({ training: real, heldOut }).predictions;
    expect(response.value).toMatchObject({ positives: 0, auroc: null, scaledBrier: null, correlation: 0 });
  });

  test('no event in the synthetic cohort, none in the real one', () => {
    const alive: Column = { kind: 'categorical', codes: new Int32Array(100) };
    const quiet = withColumn(synthetic, 'dead', { kind: 'categorical', codes: new Int32Array(80) });
    expect(figuresOf({ training, heldOut }, { cohort: quiet }).survivalModels[0].value).toBeNull();
    const [{ value }] = figuresOf({ training: withColumn(training, 'dead', alive), heldOut }).survivalModels;
    expect(value).toMatchObject({ events: 0, concordance: null, calibrationSlope: null });
  });

  test('nobody followed to a horizon', () => {
    const horizon = { name: 'late', kind: 'horizon', endpoint: 'OS', horizon: 200 } as const;
    const alive: Column = { kind: 'categorical', codes: new Int32Array(100) };
    const { predictions } = figuresOf(
      { training: withColumn(training, 'dead', alive), heldOut },
      { dictionary: { ...DICTIONARY, targets: [horizon] } },
    );
    for (const { value, floor, alone } of predictions) expect([value, floor, alone]).toEqual([null, null, null]);
  });

  test('constant predictors', () => {
    const constant = (table: Table): Table =>
      ['sex', 'grade', 'marker', 'age', 'count', 'level'].reduce(
        (changed, name) =>
          withColumn(
            changed,
            name,
            table.columns.get(name)?.kind === 'numeric'
              ? { kind: 'numeric', values: new Float64Array(table.rowCount).fill(20) }
              : { kind: 'categorical', codes: new Int32Array(table.rowCount) },
          ),
        table,
      );
    const { predictions, survivalModels } = figuresOf(
      { training: constant(training), heldOut: constant(heldOut) },
      { cohort: constant(synthetic) },
    );
    expect(predictions[0].value?.auroc?.value).toBe(0.5);
    expect(survivalModels[0].value).toBeNull();
  });
});

function withColumn(table: Table, name: string, column: Column): Table {
  return { rowCount: table.rowCount, columns: new Map(table.columns).set(name, column) };
}

function aurocOf(figures: AnswerFigures | null): number {
  return figures?.auroc?.value ?? Number.NaN;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
