import { describe, expect, it } from '@jest/globals';
import { fromHex } from '#protocol/messages/hex';
import { connectResponse } from '#protocol/grpc/agent-link';
import { ReceiptBook } from './receipt-book.ts';

function book(...receipts: readonly { sha256: string; counted: boolean }[]): ReceiptBook {
  const made = new ReceiptBook();
  for (const { sha256, counted } of receipts) {
    const value = { assignment: { round: 3, exchange: 0 }, sha256: fromHex(sha256), counted };
    const { message } = connectResponse({ case: 'receipt', value });
    made.look({ direction: 'down', site: 'a', bytes: Buffer.alloc(0), message });
  }
  return made;
}

describe('receipts', () => {
  it('that repeat one another are one contribution', () => {
    const made = book({ sha256: 'aa', counted: true }, { sha256: 'aa', counted: true });
    expect(made.violations).toEqual([]);
    expect(made.acknowledged).toEqual([{ round: 3, exchange: 0, site: 'a', sha256: 'aa' }]);
  });

  it('for two contributions to a slot, or that take one back, break a promise', () => {
    expect(book({ sha256: 'aa', counted: true }, { sha256: 'bb', counted: true }).violations).toHaveLength(1);
    expect(book({ sha256: 'aa', counted: true }, { sha256: 'aa', counted: false }).violations).toHaveLength(1);
  });
});
