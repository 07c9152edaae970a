import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { loadAmlsg, rowsBySite } from '../../testing/amlsg.ts';
import { dictionariesWithTable, tables } from '../../testing/arbitraries.ts';
import { profileOf } from '../../testing/profile-of.ts';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../testing/trial-dictionary.ts';
import { numericValues } from '../columns.ts';
import type { DataDictionary, NumericField } from '../dictionary.ts';
import { modelDictionary, toModelTable } from '../model-table.ts';
import { selectRows } from '../select-rows.ts';
import type { Table } from '../table.ts';
import { fitEncoder, TableEncoder } from './table-encoder.ts';

const stream = () => new RandomStream('encoder');

function encoderOf(dictionary: DataDictionary, ...sites: readonly Table[]): TableEncoder {
  return fitEncoder(dictionary, profileOf(dictionary, sites));
}

function numbers(name: string, values: readonly number[]): Table {
  return {
    rowCount: values.length,
    columns: new Map([[name, { kind: 'numeric', values: Float64Array.from(values) }]]),
  };
}

/** 200 values around 10, 200 around 50. */
function twoHumps(): number[] {
  const random = stream();
  return Array.from({ length: 400 }, (_, i) => Math.round((i % 2 ? 10 : 50) * 100 + 200 * random.normal()) / 100);
}

/** Few rows leave every value within four deviations of its mode; α is a float32. */
function isGivenBack(field: NumericField, value: number, restored: number): boolean {
  if (Number.isNaN(value) || field.modalValues.includes(value)) return Object.is(value, restored);
  const isLogarithmic = field.role === 'log' || field.log === true;
  const tolerance = (field.maximum - field.minimum) * (isLogarithmic ? 1e-4 : 2e-6) + 1.001 * 10 ** -field.decimals;
  return Math.abs(restored - value) <= tolerance;
}

describe('an encoder', () => {
  it('has one-hot blocks and α within ±0.99, or ±1 for the role general', () => {
    fc.assert(
      fc.property(tables(TRIAL, { min: 1, max: 60 }), (table) => {
        const encoder = encoderOf(TRIAL, table);
        const matrix = encoder.encode(toModelTable(TRIAL, table), stream());
        expect(matrix.length).toBe(table.rowCount * encoder.layout.width);
        const spoiled = encoder.layout.spans.filter(({ field, activation, start, width }) =>
          Array.from({ length: table.rowCount }, (_, row) => {
            const offset = row * encoder.layout.width + start;
            return [...matrix.subarray(offset, offset + width)];
          }).some((block) =>
            activation === 'softmax'
              ? block.filter((cell) => cell === 0).length !== width - 1 || !block.includes(1)
              : Math.abs(block[0]) > (field === 'score' ? 1 : Math.fround(0.99)),
          ),
        );
        expect(spoiled).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('gives back states, missing, modal values and numbers, but for those beyond four deviations of a mode', () => {
    fc.assert(
      fc.property(dictionariesWithTable({ min: 1, max: 60 }), ({ dictionary, table }) => {
        const encoder = encoderOf(dictionary, table);
        const { table: decoded } = encoder.decode(encoder.encode(table, stream()), table.rowCount);
        for (const field of dictionary.fields) {
          if (field.kind === 'categorical') {
            expect(decoded.columns.get(field.name)).toEqual(table.columns.get(field.name));
          } else {
            const restored = numericValues(decoded, field.name);
            const lost = numericValues(table, field.name).filter(
              (value, row) => !isGivenBack(field, value, restored[row]),
            );
            expect(lost).toEqual(new Float64Array());
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same from sites as from their rows together', () => {
    fc.assert(
      fc.property(tables(TRIAL, { min: 2, max: 60 }), fc.nat(), (table, cut) => {
        const rows = Array.from({ length: table.rowCount }, (_, row) => row);
        const first = 1 + (cut % (table.rowCount - 1));
        const sites = [selectRows(table, rows.slice(0, first)), selectRows(table, rows.slice(first))];
        expect(JSON.stringify(encoderOf(TRIAL, ...sites))).toBe(JSON.stringify(encoderOf(TRIAL, table)));
      }),
      { numRuns: 10 },
    );
  });

  it('survives JSON', () => {
    const [table] = fc.sample(tables(TRIAL, { min: 50, max: 60 }), { numRuns: 1, seed: 3 });
    const encoder = encoderOf(TRIAL, table);
    const copy = TableEncoder.fromJSON(TRIAL, JSON.parse(JSON.stringify(encoder)));
    const model = toModelTable(TRIAL, table);
    expect(copy.layout).toEqual(encoder.layout);
    expect(copy.encode(model, stream())).toEqual(encoder.encode(model, stream()));
    expect(() => TableEncoder.fromJSON(dictionaryOf([numeric('age')]), encoder.toJSON())).toThrow('another dictionary');
    expect(() => TableEncoder.fromJSON(TRIAL, { version: 1, columns: [{}] })).toThrow('not the shape');
  });

  it('has the layout that the dictionary and the modes give', () => {
    const [table] = fc.sample(tables(TRIAL, { min: 50, max: 60 }), { numRuns: 1, seed: 3 });
    const { layout, conditionCounts } = encoderOf(TRIAL, table);
    const widths = layout.spans.map(({ width }) => width);
    expect(layout.spans.map(({ start }) => start)).toEqual(
      widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0)),
    );
    expect(layout.width).toBe(widths.reduce((a, b) => a + b, 0));
    expect(layout.conditionWidth).toBe(conditionCounts.length);
    expect([...new Set(layout.spans.map(({ field }) => field))]).toEqual(
      modelDictionary(TRIAL).fields.map((field) => field.name),
    );
    expect(layout.spans.filter(({ field }) => field === 'sex' || field === 'grade')).toMatchObject([
      { activation: 'softmax', width: 2 },
      { activation: 'softmax', width: 4 },
    ]);
    expect(layout.spans.filter(({ field }) => field === 'score')).toMatchObject([
      { activation: 'tanh', width: 1 },
      { activation: 'softmax', width: 2 },
    ]);
  });

  it('counts the rows of every block once', () => {
    fc.assert(
      fc.property(tables(TRIAL, { min: 1, max: 60 }), (table) => {
        const { layout, conditionCounts } = encoderOf(TRIAL, table);
        let start = 0;
        for (const { width } of layout.spans.filter(({ activation }) => activation === 'softmax')) {
          const total = conditionCounts.subarray(start, (start += width)).reduce((sum, count) => sum + count, 0);
          expect(total).toBeCloseTo(table.rowCount, 8);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('modes', () => {
  const dictionary = dictionaryOf([numeric('x', { minimum: 0, maximum: 1000, required: true })]);
  const table = numbers('x', twoHumps());
  const encoder = encoderOf(dictionary, table);

  it('are found where the values are', () => {
    const [column] = encoder.toJSON().columns;
    if (column.kind !== 'modes') throw new Error('the column has no modes');
    const { kept, means, deviations } = column.modes;
    const restored = kept.map((k) => means[k] * column.transform.scale + column.transform.centre);
    expect(restored.some((mean) => Math.abs(mean - 10) < 2)).toBe(true);
    expect(restored.some((mean) => Math.abs(mean - 50) < 2)).toBe(true);
    expect(kept.every((k) => deviations[k] > 0)).toBe(true);
  });

  it('are the likeliest without a stream, and sampled with one', () => {
    expect(encoder.encode(table)).toEqual(encoder.encode(table));
    expect(encoder.encode(table, stream())).toEqual(encoder.encode(table, stream()));
    // Between the humps either mode may have made the value.
    const between = numbers('x', new Array<number>(200).fill(30));
    const alphas = [...encoder.encode(between, stream())].filter((_, i) => i % encoder.layout.width === 0);
    expect(new Set(alphas).size).toBe(2);
  });

  it('decode beyond the bounds to rows that are not accepted', () => {
    const row = new Float32Array(encoder.layout.width);
    const far = { ...dictionary, fields: [numeric('x', { minimum: 9, maximum: 11, required: true })] };
    const narrow = TableEncoder.fromJSON(far, encoder.toJSON());
    row[1] = 1;
    for (const alpha of [-1, 1]) {
      row[0] = alpha;
      expect(narrow.decode(row, 1).accepted).toEqual(Uint8Array.of(0));
    }
  });
});

describe('a logarithmic column', () => {
  it.each([
    ['above', 0.5, [0.5, 3, 40, 900]],
    ['at', 0, [0, 3, 40, 900]],
    ['below', -7, [-7, -1, 0, 900]],
  ])('with its minimum %s 0 gives back values and missing', (_, minimum, values) => {
    const dictionary = dictionaryOf([numeric('x', { role: 'log', minimum, maximum: 1000 })]);
    const table = numbers('x', [...values, Number.NaN]);
    const encoder = encoderOf(dictionary, table);
    const { table: decoded, accepted } = encoder.decode(encoder.encode(table), table.rowCount);
    numericValues(decoded, 'x').forEach((value, row) => {
      if (row === values.length) expect(value).toBeNaN();
      else expect(Math.abs(value - values[row])).toBeLessThanOrEqual(0.01 + 1e-4 * Math.abs(values[row]));
    });
    expect(accepted).toEqual(new Uint8Array(5).fill(1));
  });
});

describe('odd columns', () => {
  it.each([
    ['constant', [7, 7, 7]],
    ['without a value', [Number.NaN, Number.NaN]],
    ['of one row', [3.25]],
  ])('that are %s are given back', (_, values) => {
    for (const role of ['continuous', 'log', 'general', 'mixed'] as const) {
      const dictionary = dictionaryOf([
        numeric('x', { role, minimum: 0, maximum: 10, modalValues: role === 'mixed' ? [0] : [] }),
      ]);
      const table = numbers('x', values);
      const encoder = encoderOf(dictionary, table);
      expect(encoder.decode(encoder.encode(table, stream()), table.rowCount).table).toEqual(table);
    }
  });

  it('of a state without rows keep its slot', () => {
    const dictionary = dictionaryOf([categorical('x', ['a', 'b', 'c'], { required: true })]);
    const table: Table = {
      rowCount: 2,
      columns: new Map([['x', { kind: 'categorical', codes: Int32Array.of(0, 2) }]]),
    };
    expect(encoderOf(dictionary, table).conditionCounts).toEqual(Float64Array.of(1, 0, 1));
  });
});

describe('the real cohort', () => {
  it('has one encoder by trial and together, and all its rows given back', async () => {
    const amlsg = await loadAmlsg();
    if (!amlsg) {
      console.info('skipped: the AMLSG cohort is not present');
      return;
    }
    const { dictionary, train, trainSites } = amlsg;
    const sites = [...rowsBySite(trainSites.trial).values()].map((rows) => selectRows(train, rows));
    const encoder = encoderOf(dictionary, ...sites);
    expect(JSON.stringify(encoder)).toBe(JSON.stringify(encoderOf(dictionary, train)));
    const model = toModelTable(dictionary, train);
    const { table, accepted } = encoder.decode(encoder.encode(model, stream()), train.rowCount);
    expect(accepted).toEqual(new Uint8Array(train.rowCount).fill(1));
    for (const name of ['hb', 'os_months', 'efs_months_gap']) {
      const restored = numericValues(table, name);
      const worst = numericValues(model, name).reduce(
        (most, value, row) => Math.max(most, Math.abs(value - restored[row])),
        0,
      );
      expect(worst).toBeLessThan(0.1);
    }
  });
});
