/**
 * The part of the ONNX interchange format that a static graph needs, and its encoding. Field numbers are those of
 * onnx.proto3 (ONNX 1.16, IR version 9).
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Shape } from '../graph/tensor.ts';

export type OnnxType = 'float32' | 'int32' | 'int64';

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** A number or a list of numbers is an integer attribute. */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: Shape;
}

export interface OnnxConstant extends OnnxValue {
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const IR_VERSION = 9;
/** Version of the operator set that the node types refer to. */
const OPERATOR_SET = 18;
const ELEMENT_TYPE: Readonly<Record<OnnxType, number>> = { float32: 1, int32: 6, int64: 7 };
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** The model as the bytes of a .onnx file. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writer.tag(1, VARINT).int64(IR_VERSION);
  writer.tag(2, DELIMITED).string('cohortloom');
  message(writer, 7, (graph) => encodeGraph(graph, model));
  message(writer, 8, (operatorSet) => operatorSet.tag(2, VARINT).int64(OPERATOR_SET));
  return writer.finish();
}

const VARINT = 0;
const DELIMITED = 2;
const FIXED32 = 5;

function message(writer: BinaryWriter, field: number, encode: (writer: BinaryWriter) => void): void {
  writer.tag(field, DELIMITED).fork();
  encode(writer);
  writer.join();
}

function encodeGraph(writer: BinaryWriter, model: OnnxModel): void {
  for (const node of model.nodes) message(writer, 1, (part) => encodeNode(part, node));
  writer.tag(2, DELIMITED).string('graph');
  for (const constant of model.constants) message(writer, 5, (part) => encodeConstant(part, constant));
  for (const input of model.inputs) message(writer, 11, (part) => encodeValue(part, input));
  for (const output of model.outputs) message(writer, 12, (part) => encodeValue(part, output));
}

function encodeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.tag(1, DELIMITED).string(input);
  for (const output of node.outputs) writer.tag(2, DELIMITED).string(output);
  writer.tag(4, DELIMITED).string(node.type);
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    message(writer, 5, (part) => encodeAttribute(part, name, value));
}

function encodeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  writer.tag(1, DELIMITED).string(name);
  if (typeof value === 'number') {
    writer.tag(3, VARINT).int64(value).tag(20, VARINT).int32(ATTRIBUTE_TYPE.int);
  } else if (typeof value === 'string') {
    writer.tag(4, DELIMITED).string(value).tag(20, VARINT).int32(ATTRIBUTE_TYPE.string);
  } else if ('float' in value) {
    writer.tag(2, FIXED32).float(value.float).tag(20, VARINT).int32(ATTRIBUTE_TYPE.float);
  } else {
    for (const item of value) writer.tag(8, VARINT).int64(item);
    writer.tag(20, VARINT).int32(ATTRIBUTE_TYPE.ints);
  }
}

function encodeConstant(writer: BinaryWriter, { name, type, shape, data }: OnnxConstant): void {
  for (const length of shape) writer.tag(1, VARINT).int64(length);
  writer.tag(2, VARINT).int32(ELEMENT_TYPE[type]);
  writer.tag(8, DELIMITED).string(name);
  writer.tag(9, DELIMITED).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function encodeValue(writer: BinaryWriter, { name, type, shape }: OnnxValue): void {
  writer.tag(1, DELIMITED).string(name);
  message(writer, 2, (valueType) =>
    message(valueType, 1, (tensorType) => {
      tensorType.tag(1, VARINT).int32(ELEMENT_TYPE[type]);
      message(tensorType, 2, (lengths) => {
        for (const length of shape) message(lengths, 1, (dimension) => dimension.tag(1, VARINT).int64(length));
      });
    }),
  );
}
