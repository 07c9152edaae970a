import { TestEnvironment } from 'jest-environment-node';

/** Native addons check typed arrays with `instanceof`, so the sandbox must share the outer realm's constructors. */
const SHARED = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Uint8Array',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
  'Uint8ClampedArray',
  'DataView',
  'Error',
];

class OuterRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of SHARED) this.global[name] = globalThis[name];
  }
}

export { OuterRealmEnvironment };
export default OuterRealmEnvironment;
