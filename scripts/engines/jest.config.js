import shared from '../../jest.config.js';

const [unit] = shared.projects;

/** The engine contract on an engine that COHORTLOOM_ENGINE and COHORTLOOM_PROVIDER name. */
export default {
  ...unit,
  rootDir: '../..',
  displayName: `${process.env.COHORTLOOM_ENGINE} on ${process.env.COHORTLOOM_PROVIDER}`,
  testMatch: ['<rootDir>/libs/**/*.engine.spec.ts'],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
  moduleNameMapper: {
    ...unit.moduleNameMapper,
    '^@tensorflow/tfjs-node$': '<rootDir>/.cache/engines/tfjs-node/node_modules/@tensorflow/tfjs-node',
  },
};
