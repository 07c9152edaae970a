import { expect, test } from '@jest/globals';
import { fitLogistic, logisticProbabilities } from './logistic-regression.ts';

test('with one binary feature the coefficients are log odds', () => {
  const x = [0, 0, 0, 0, 0, 1, 1, 1, 1];
  const y = [1, 1, 0, 0, 0, 1, 1, 1, 0];
  const model = fitLogistic([Float64Array.from(x)], y);
  expect(model.converged).toBe(true);
  expect(model.intercept).toBeCloseTo(Math.log(2 / 3), 10);
  expect(model.coefficients[0]).toBeCloseTo(Math.log(3) - Math.log(2 / 3), 10);
  expect(logisticProbabilities(model, [Float64Array.of(1)])[0]).toBeCloseTo(3 / 4, 10);
});

test('complete separation has no estimate without a penalty, and one with it', () => {
  const x = [Float64Array.from([-2, -1, 1, 2])];
  expect(fitLogistic(x, [0, 0, 1, 1]).converged).toBe(false);
  const penalised = fitLogistic(x, [0, 0, 1, 1], { ridge: 1 });
  expect(penalised.converged).toBe(true);
  expect(penalised.coefficients[0]).toBeGreaterThan(0);
});

test('at the optimum the penalised gradient is 0', () => {
  const x = [Float64Array.from([0.2, -1, 0.4, 1.4, -0.3]), Float64Array.from([1, 0, 1, 0, 1])];
  const y = [1, 0, 0, 1, 1];
  const ridge = 0.5;
  const model = fitLogistic(x, y, { ridge });
  const fitted = logisticProbabilities(model, x);
  x.forEach((column, j) => {
    const gradient = column.reduce((sum, value, i) => sum + value * (y[i] - fitted[i]), 0);
    expect(gradient - ridge * model.coefficients[j]).toBeCloseTo(0, 9);
  });
});
