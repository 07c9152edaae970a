import { setFlagsFromString } from 'node:v8';

/**
 * Lets this process's heap grow further between two full collections. Exchanges leave tens of megabytes of buffers
 * behind, beside a small heap of objects; with V8's own rule most of an exchange's time would go into marking that heap
 * again and again (measured: half of the processor time of an agent at 10 MB).
 */
export function letHeapGrow(): void {
  setFlagsFromString('--heap-growing-percent=300');
}
