/**
 * The order in which the networks see an encoded row: numbers first, then one-hot blocks by width, because blocks of
 * equal width that lie side by side are activated in one operation. Only order differs from the encoder's layout, so the
 * same code samples conditions for both.
 */
import type { EncodedLayout, Span } from '#tabular/encoding/layout';

export interface NetworkLayout extends EncodedLayout {
  /** Number of leading columns with tanh; the softmax columns follow and are `conditionWidth` many. */
  readonly tanhWidth: number;
  /** Widths of the softmax spans in order. */
  readonly blockWidths: readonly number[];
  /** Encoder's column of each network column. */
  readonly encoderColumns: Int32Array;
  /** Place in the encoder's condition vector of each place in the network's. */
  readonly encoderConditions: Int32Array;
}

export function networkLayout(layout: EncodedLayout): NetworkLayout {
  const ordered = [
    ...layout.spans.filter((span) => span.activation === 'tanh'),
    ...softmaxSpans(layout).toSorted((a, b) => a.width - b.width),
  ];
  const blocks = ordered.filter((span) => span.activation === 'softmax');
  const conditionStarts = startsOfConditions(layout);
  return {
    width: layout.width,
    spans: placed(ordered),
    conditionWidth: layout.conditionWidth,
    tanhWidth: layout.width - layout.conditionWidth,
    blockWidths: blocks.map((span) => span.width),
    encoderColumns: columnsOf(ordered, (span) => span.start),
    encoderConditions: columnsOf(blocks, (span) => conditionStarts.get(span)!),
  };
}

export function softmaxSpans(layout: EncodedLayout): Span[] {
  return layout.spans.filter((span) => span.activation === 'softmax');
}

/** Rows × width from the encoder's order into the network's. */
export function toNetworkOrder(layout: NetworkLayout, encoded: Float32Array): Float32Array {
  const ordered = new Float32Array(encoded.length);
  const { width, encoderColumns } = layout;
  for (let row = 0; row < encoded.length; row += width) {
    for (let column = 0; column < width; column++) ordered[row + column] = encoded[row + encoderColumns[column]];
  }
  return ordered;
}

/** Counts per condition from the encoder's order into the network's. */
export function conditionsInNetworkOrder(layout: NetworkLayout, counts: Float64Array): Float64Array {
  return Float64Array.from(layout.encoderConditions, (place) => counts[place]);
}

function placed(spans: readonly Span[]): Span[] {
  let start = 0;
  return spans.map((span) => {
    const moved = { ...span, start };
    start += span.width;
    return moved;
  });
}

function startsOfConditions(layout: EncodedLayout): Map<Span, number> {
  let start = 0;
  return new Map(
    softmaxSpans(layout).map((span) => {
      const entry: [Span, number] = [span, start];
      start += span.width;
      return entry;
    }),
  );
}

function columnsOf(spans: readonly Span[], startOf: (span: Span) => number): Int32Array {
  return Int32Array.from(spans.flatMap((span) => Array.from({ length: span.width }, (_, i) => startOf(span) + i)));
}
