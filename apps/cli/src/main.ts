#!/usr/bin/env node
const OLDEST_NODE = 24;
const CONFIGURATION_EXIT_CODE = 78;

// Imported only after this check: an older Node can't even parse what follows.
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `CL-CONF-001 configuration invalid\n  Node ${process.versions.node} is too old; ${OLDEST_NODE} is needed.\n` +
      '  What to do: Start it as "npx cohortloom" in the project\'s folder, which brings its own Node.\n',
  );
  process.exitCode = CONFIGURATION_EXIT_CODE;
} else {
  const { keepCompiledCode } = await import('./compile-cache.ts');
  keepCompiledCode();
  const { switchOffTelemetry } = await import('#compute/engine/onnxruntime/no-telemetry');
  switchOffTelemetry();
  const { buildProgram } = await import('./program.ts');
  const { runProgram } = await import('./run-program.ts');
  process.exitCode = await runProgram(buildProgram, process.argv);
}

export {};
