// Workers take it over: see libs/compute/src/engine/onnxruntime/no-telemetry.ts.
process.env.ORT_DISABLE_TELEMETRY = '1';

const shared = {
  testEnvironment: '<rootDir>/scripts/jest-environment.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: {
    '^#(coordinator|site-agent|cli)/(.*)$': '<rootDir>/apps/$1/src/$2.ts',
    '^#([a-z-]+)/(.*)$': '<rootDir>/libs/$1/src/$2.ts',
  },
  setupFilesAfterEnv: ['<rootDir>/scripts/jest-patience.js'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

/** Three projects: fast unit tests, training tests and tests that start processes; the latter two hold the cores for seconds. */
export default {
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,samples,bench,chaos}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(train|e2e|engine)\\.spec\\.ts$'],
    },
    {
      ...shared,
      displayName: 'train',
      testMatch: ['<rootDir>/{apps,libs}/**/*.train.spec.ts'],
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/{apps,libs}/**/*.e2e.spec.ts'],
    },
  ],
};
