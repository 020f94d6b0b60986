import protobuf from 'protobufjs'

/**
 * The part of ONNX's protobuf schema that we write. Names and field numbers are those of onnx.proto (IR version 8);
 * fields that are not listed stay absent, which protobuf allows.
 */
const MESSAGES: Readonly<
  Record<string, Readonly<Record<string, readonly [id: number, type: string, isRepeated?: true]>>>
> = {
  ModelProto: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    docString: [6, 'string'],
    graph: [7, 'GraphProto'],
    opsetImport: [8, 'OperatorSetIdProto', true],
    metadataProps: [14, 'StringStringEntryProto', true],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto', true],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', true],
    input: [11, 'ValueInfoProto', true],
    output: [12, 'ValueInfoProto', true],
  },
  NodeProto: {
    input: [1, 'string', true],
    output: [2, 'string', true],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'AttributeProto', true],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    ints: [8, 'int64', true],
    type: [20, 'int32'],
  },
  TensorProto: { dims: [1, 'int64', true], dataType: [2, 'int32'], name: [8, 'string'], rawData: [9, 'bytes'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensorType: [1, 'TensorTypeProto'] },
  TensorTypeProto: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto', true] },
  DimensionProto: { dimValue: [1, 'int64'] },
}

/** AttributeProto.AttributeType */
export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const

/** TensorProto.DataType */
export const DATA_TYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [id, type, isRepeated]]) => [
            field,
            isRepeated === true ? { id, type, rule: 'repeated' } : { id, type },
          ]),
        ),
      },
    ]),
  ),
})

const modelProto = root.lookupType('ModelProto')

export interface TensorInfoMessage {
  readonly name: string
  readonly type: { tensorType: { elemType: number; shape: { dim: { dimValue: number }[] } } }
}

export interface AttributeMessage {
  readonly name: string
  readonly type: number
  readonly f?: number
  readonly i?: number
  readonly s?: Uint8Array
  readonly ints?: readonly number[]
}

export interface NodeMessage {
  readonly opType: string
  readonly name: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly AttributeMessage[]
}

export interface InitializerMessage {
  readonly name: string
  readonly dims: readonly number[]
  readonly dataType: number
  /** Little-endian. */
  readonly rawData: Uint8Array
}

export interface ModelMessage {
  readonly irVersion: number
  readonly producerName: string
  readonly producerVersion?: string
  readonly docString?: string
  readonly opsetImport: readonly { domain: string; version: number }[]
  readonly metadataProps: readonly { key: string; value: string }[]
  readonly graph: {
    readonly name: string
    readonly node: readonly NodeMessage[]
    readonly initializer: readonly InitializerMessage[]
    readonly input: readonly TensorInfoMessage[]
    readonly output: readonly TensorInfoMessage[]
  }
}

/** The bytes of a .onnx file. */
export function encodeModel(model: ModelMessage): Uint8Array {
  const problem = modelProto.verify(model)
  if (problem !== null) throw new Error(`The ONNX model does not fit its schema: ${problem}.`)
  return modelProto.encode(modelProto.create(model)).finish()
}
