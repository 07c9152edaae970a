import type { RandomStream } from '#random/random-stream';
import type { CategoricalField, Field, NumericField } from '../dictionary.ts';
import { roundingTo } from '../model-table.ts';
import type { CategoricalEncoding, ColumnEncoding, GeneralEncoding, ModeEncoding } from './column-encoding.ts';
import type { Span } from './layout.ts';
import { posteriorOf } from './modes.ts';
import { argmax } from './modes.ts';
import { restoreValue, transformValue } from './value-transform.ts';

/** Writes cells of one column into encoded rows and reads them back. A cell is a code (−1 missing) or a number (NaN). */
export interface ColumnCodec {
  readonly spans: readonly Omit<Span, 'start'>[];
  /** `target` holds zeros from `offset` on. Without a stream the likeliest mode is taken. */
  encode(cell: number, target: Float32Array, offset: number, stream: RandomStream | undefined): void;
  /** Blocks are read by argmax. A number may lie outside the field's bounds. */
  decode(source: Float32Array, offset: number): number;
}

const LARGEST_ALPHA = 0.99;
/** α counts in units of so many standard deviations. */
const DEVIATIONS = 4;

export function codecOf(field: Field, encoding: ColumnEncoding): ColumnCodec {
  if (field.kind === 'categorical' && encoding.kind === 'categorical') return stateCodec(field, encoding);
  if (field.kind === 'numeric' && encoding.kind === 'modes') return modeCodec(field, encoding);
  if (field.kind === 'numeric' && encoding.kind === 'general') return generalCodec(field, encoding);
  throw new RangeError(`field ${field.name} cannot have the encoding ${encoding.kind}`);
}

function stateCodec(field: CategoricalField, encoding: CategoricalEncoding): ColumnCodec {
  const width = encoding.counts.length;
  const missing = field.states.length;
  return {
    spans: [softmax(field, width)],
    encode: (code, target, offset) => {
      target[offset + (code < 0 ? missing : code)] = 1;
    },
    decode: (source, offset) => {
      const slot = argmaxAt(source, offset, width);
      return slot === missing ? -1 : slot;
    },
  };
}

function modeCodec(field: NumericField, encoding: ModeEncoding): ColumnCodec {
  const { modalValues, modes, transform, counts } = encoding;
  const firstMode = modalValues.length;
  const missing = firstMode + modes.kept.length;
  const means = modes.kept.map((k) => modes.means[k]);
  const spreads = modes.kept.map((k) => DEVIATIONS * modes.deviations[k]);
  const round = roundingTo(field.decimals);
  const slotOf = (cell: number, x: number, stream: RandomStream | undefined): number => {
    if (Number.isNaN(cell)) return missing;
    const modal = modalValues.indexOf(cell);
    if (modal >= 0) return modal;
    const posterior = posteriorOf(modes, x);
    return firstMode + (stream ? stream.categorical(posterior) : argmax(posterior));
  };
  return {
    spans: [tanh(field), softmax(field, counts.length)],
    encode: (cell, target, offset, stream) => {
      const x = transformValue(transform, cell);
      const slot = slotOf(cell, x, stream);
      target[offset + 1 + slot] = 1;
      if (slot >= firstMode && slot < missing) {
        const mode = slot - firstMode;
        target[offset] = clip((x - means[mode]) / spreads[mode], LARGEST_ALPHA);
      }
    },
    decode: (source, offset) => {
      const slot = argmaxAt(source, offset + 1, counts.length);
      if (slot < firstMode) return modalValues[slot];
      if (slot === missing) return Number.NaN;
      const mode = slot - firstMode;
      return round(restoreValue(transform, clip(source[offset], 1) * spreads[mode] + means[mode]));
    },
  };
}

function generalCodec(field: NumericField, encoding: GeneralEncoding): ColumnCodec {
  const { minimum, maximum } = field;
  const width = encoding.counts.length;
  const round = roundingTo(field.decimals);
  return {
    spans: width === 0 ? [tanh(field)] : [tanh(field), softmax(field, width)],
    encode: (cell, target, offset) => {
      const isMissing = Number.isNaN(cell);
      if (width > 0) target[offset + (isMissing ? 2 : 1)] = 1;
      if (!isMissing) target[offset] = (2 * (cell - minimum)) / (maximum - minimum) - 1;
    },
    decode: (source, offset) => {
      if (width > 0 && source[offset + 2] > source[offset + 1]) return Number.NaN;
      return round(minimum + ((clip(source[offset], 1) + 1) / 2) * (maximum - minimum));
    },
  };
}

function tanh(field: Field): Omit<Span, 'start'> {
  return { field: field.name, activation: 'tanh', width: 1 };
}

function softmax(field: Field, width: number): Omit<Span, 'start'> {
  return { field: field.name, activation: 'softmax', width };
}

function clip(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

function argmaxAt(source: Float32Array, offset: number, width: number): number {
  let best = 0;
  for (let i = 1; i < width; i++) if (source[offset + i] > source[offset + best]) best = i;
  return best;
}
