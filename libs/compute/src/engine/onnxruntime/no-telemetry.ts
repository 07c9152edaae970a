/**
 * ONNX Runtime's binaries for Linux report to Microsoft how they are used, and keep an id and logs in the temporary folder,
 * unless this variable says no when they are loaded. To be called by the main thread before it starts others: what a worker
 * sets in its own copy of the environment the library doesn't see.
 */
export function switchOffTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
