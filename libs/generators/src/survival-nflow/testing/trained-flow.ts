import { expect } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field, NumericField } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { summedProfile, trainInProcess } from '../../../testing/in-process-study.ts';
import { smallTrialRows } from '../../../testing/small-trial.ts';
import { type FlowSettingsInput, parseFlowSettings } from '../hyperparameters.ts';
import { createSurvivalNflow } from '../survival-nflow.ts';

const TINY: FlowSettingsInput = { hidden: 12, bins: 4, batchSize: 16, rounds: 3, localSteps: 6 };

export const SITES: ReadonlyMap<string, Table> = new Map([
  ['large', smallTrialRows(60, 'large')],
  ['three', smallTrialRows(3, 'three')],
  ['single', smallTrialRows(1, 'single')],
]);

/** A small flow, with the profile of its sites. */
export function flowFor(
  engine: Engine,
  dictionary: DataDictionary,
  sites: ReadonlyMap<string, Table>,
  settings: FlowSettingsInput = {},
) {
  const profile = summedProfile(dictionary, sites);
  return createSurvivalNflow({
    dictionary,
    engine,
    setup: { profile, settings: parseFlowSettings({ ...TINY, ...settings }) },
  });
}

/** The same, trained. */
export async function trained(
  engine: Engine,
  dictionary: DataDictionary,
  sites: ReadonlyMap<string, Table>,
  settings: FlowSettingsInput = {},
  seed = 'study',
) {
  const generator = flowFor(engine, dictionary, sites, settings);
  return { generator, ...(await trainInProcess(generator, sites, seed)) };
}

export function asSites(...parts: readonly Table[]): Map<string, Table> {
  return new Map(parts.map((table, i) => [`site-${i}`, table]));
}

export function expectWithinDictionary(dictionary: DataDictionary, { columns }: Table): void {
  const outside = dictionary.fields.filter((field) => {
    const column = columns.get(field.name);
    if (column?.kind === 'numeric' && field.kind === 'numeric') return !column.values.every(isValueOf(field));
    if (column?.kind !== 'categorical' || field.kind !== 'categorical') return true;
    return !column.codes.every((code) => code >= (field.required ? 0 : -1) && code < field.states.length);
  });
  expect(outside).toEqual([]);
}

export function isVarying(field: Field): boolean {
  return field.kind === 'numeric' || field.states.length > 1 || !field.required;
}

function isValueOf(field: NumericField): (value: number) => boolean {
  const unit = 10 ** field.decimals;
  return (value) => {
    if (Number.isNaN(value)) return !field.required;
    if (value < field.minimum || value > field.maximum) return false;
    return Math.abs(Math.round(value * unit) / unit - value) < 1e-9;
  };
}

/** Rows of a table, or those where a category has a code. */
function rowsWith(table: Table, among?: string, code?: number): number[] {
  const rows = [...Array(table.rowCount).keys()];
  return among === undefined ? rows : rows.filter((row) => categoryCodes(table, among)[row] === code);
}

/** Share of state 1. */
export function share(table: Table, name: string, among?: string, code?: number): number {
  const rows = rowsWith(table, among, code);
  return rows.filter((row) => categoryCodes(table, name)[row] === 1).length / rows.length;
}

export function mean(table: Table, name: string, among?: string, code?: number): number {
  const rows = rowsWith(table, among, code);
  return rows.reduce((sum, row) => sum + numericValues(table, name)[row], 0) / rows.length;
}
