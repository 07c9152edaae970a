import { beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '#sums/sha256';
import { BufferPool } from './buffer-pool.ts';
import { SiteUpload, type UploadResources } from './site-upload.ts';
import { UploadBudget } from './upload-budget.ts';

const SLOT = { round: 1, exchange: 2 };
const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);
const OFFERED = { bytes: BYTES.length, sha256: sha256Hex(BYTES) };
let resources: UploadResources;

beforeEach(() => {
  resources = { budget: new UploadBudget(150), pool: new BufferPool(1000) };
});

function uploadOf(site: string): SiteUpload {
  return new SiteUpload(site, SLOT, true, resources);
}

describe('SiteUpload', () => {
  test('gives the contribution back when its last chunk has arrived', () => {
    const upload = uploadOf('a');
    upload.offer(OFFERED, () => {});
    expect(upload.add(0, BYTES.subarray(0, 60))).toBeUndefined();
    expect(upload.fraction).toBe(0.6);
    expect(upload.add(60, BYTES.subarray(60))).toEqual({ bytes: BYTES });
    expect(upload.sha256).toBe(OFFERED.sha256);
  });

  test('goes on where it was when the same contribution is offered again', () => {
    const offsets: number[] = [];
    const upload = uploadOf('a');
    upload.offer(OFFERED, (offset) => offsets.push(offset));
    upload.add(0, BYTES.subarray(0, 60));
    upload.suspend();
    upload.offer(OFFERED, (offset) => offsets.push(offset));
    expect(offsets).toEqual([0, 60]);
  });

  test('starts anew when another contribution is offered, and after damage', () => {
    const offsets: number[] = [];
    const upload = uploadOf('a');
    upload.offer({ ...OFFERED, sha256: 'f'.repeat(64) }, () => {});
    upload.add(0, BYTES.subarray(0, 10));
    upload.offer(OFFERED, (offset) => offsets.push(offset));
    upload.add(0, BYTES.subarray(0, 10));
    expect(() => upload.add(50, BYTES.subarray(50))).toThrow(/CL-NET-003 The contribution of a to round 1, exchange 2/);
    upload.offer(OFFERED, (offset) => offsets.push(offset));
    expect(offsets).toEqual([0, 0]);
  });

  test('waits for room, which a site that went gives up', () => {
    const [gone, waiting] = [uploadOf('a'), uploadOf('b')];
    let ready = false;
    gone.offer(OFFERED, () => {});
    gone.add(0, BYTES.subarray(0, 60));
    waiting.offer(OFFERED, () => (ready = true));
    expect(ready).toBe(false);
    gone.suspend();
    expect(ready).toBe(true);
    expect(gone.fraction).toBe(0);
  });

  test('takes no memory before there is room, and asks again for more than was reserved', () => {
    const [first, second] = [uploadOf('a'), uploadOf('b')];
    const taken: number[] = [];
    const { take } = resources.pool;
    resources.pool.take = (bytes) => (taken.push(bytes), take.call(resources.pool, bytes));
    let ready = false;
    first.offer(OFFERED, () => {});
    second.offer({ ...OFFERED, bytes: 90 }, () => {});
    second.offer(OFFERED, () => (ready = true));
    expect([taken, ready]).toEqual([[100], false]);
    first.settle();
    expect([ready, resources.budget.used]).toEqual([true, 100]);
    second.offer({ ...OFFERED, bytes: 120 }, () => {});
    expect(resources.budget.used).toBe(120);
  });

  test('keeps room ahead only while nothing has arrived', () => {
    const upload = uploadOf('a');
    expect(upload.reserveAhead(new Map())).toBe(true);
    upload.offer(OFFERED, () => {});
    expect(upload.reserveAhead(new Map())).toBe(false);
    upload.settle();
    expect(resources.budget.used).toBe(0);
  });
});

describe('BufferPool', () => {
  test('lends a buffer again that fits', () => {
    const pool = new BufferPool(1000);
    const buffer = pool.take(100);
    pool.give(buffer);
    expect(pool.take(90)).toBe(buffer);
    expect(pool.take(90)).not.toBe(buffer);
  });

  test('keeps no more than its limit', () => {
    const pool = new BufferPool(150);
    const buffers = [pool.take(100), pool.take(100)];
    buffers.forEach((buffer) => pool.give(buffer));
    expect(pool.take(100)).toBe(buffers[1]);
    expect(pool.take(100)).not.toBe(buffers[0]);
  });
});
