import { describe, expect, it } from '@jest/globals';
import { Graph } from '../../graph/graph.ts';
import { mul } from '../../ops/arithmetic.ts';
import { largestDeviation } from '../closeness.ts';
import { OPERATION_CASES } from '../operation-cases.ts';
import { expectedOutputs, type OperationFixture, operationGraph, readFixtures } from '../operation-fixtures.ts';
import { runReference } from './run-reference.ts';

/** The fixture holds nine digits, and numbers of size up to some hundred are added up. */
const TOLERANCE = 2e-8;

describe('the reference interpreter', () => {
  const fixtures = readFixtures<OperationFixture>('operations.json');

  it.each(Object.keys(fixtures))("%s: value, gradient and gradient's gradient are torch's in float64", (name) => {
    const fixture = fixtures[name];
    const outputs = runReference(
      operationGraph(fixture, OPERATION_CASES[name], new Graph('float64')),
      Object.fromEntries(fixture.inputs.map(({ data }, i) => [`x${i}`, data])),
    );
    const deviations = Object.entries(expectedOutputs(fixture)).map(
      ([output, expected]) => [output, largestDeviation(outputs[output], expected)] as const,
    );
    expect(deviations.filter(([, deviation]) => deviation > TOLERANCE)).toEqual([]);
  });

  it('does not round constants', () => {
    const graph = new Graph('float64');
    graph.output('y', mul(graph.input('x', [1]), 0.1));
    expect(runReference(graph.build(), { x: [3] }).y[0]).toBe(3 * 0.1);
  });

  it('says which input is missing', () => {
    const graph = new Graph();
    graph.output('y', mul(graph.input('x', [2]), 2));
    expect(() => runReference(graph.build(), { x: [1] })).toThrow('run: the input x is not fed with 2 values');
  });
});
