import type { Attribute, ElementArray, GraphNode, Raw } from '../graph/Graph'
import type { Port } from '../trace'
import {
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  encodeModel,
  type AttributeMessage,
  type InitializerMessage,
  type NodeMessage,
  type TensorInfoMessage,
} from './onnxSchema'

/** The newest operator set in which reductions still take their axes as an attribute; every ONNX Runtime since 2020 knows it. */
const OPSET_VERSION = 13
const IR_VERSION = 8

export interface EmitOptions {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly name: string
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** Writes the nodes that `outputs` need as an ordinary ONNX model: standard operators, one for each node. */
export function emit(options: EmitOptions): Uint8Array {
  const { inputs, outputs, description, metadata = {} } = options
  const needed = neededBy(outputs.map((port) => port.raw))
  const nodes: NodeMessage[] = []
  const initializers: InitializerMessage[] = []
  for (const node of needed.nodes) {
    switch (node.kind) {
      case 'input':
        break
      case 'constant':
        initializers.push(initializer(node.outputs[0], node.data))
        break
      case 'operation':
        nodes.push(operation(node, needed.raws))
    }
  }
  // Outputs have the program's names; an output may also be an input or a constant, or the same tensor as another one.
  for (const { name, raw } of outputs)
    nodes.push({ opType: 'Identity', name: `output ${name}`, input: [nameOf(raw)], output: [name], attribute: [] })
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: 'Slicewright',
    ...(description === undefined ? {} : { docString: description }),
    opsetImport: [{ domain: '', version: OPSET_VERSION }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: options.name,
      node: nodes,
      initializer: initializers,
      input: inputs.map(tensorInfo),
      output: outputs.map(tensorInfo),
    },
  })
}

/** Everything `outputs` depend on, nodes in the order in which they were recorded. */
function neededBy(outputs: readonly Raw[]): { nodes: GraphNode[]; raws: ReadonlySet<Raw> } {
  const nodes = new Set<GraphNode>()
  const raws = new Set<Raw>()
  const pending = [...outputs]
  for (let raw = pending.pop(); raw !== undefined; raw = pending.pop()) {
    raws.add(raw)
    if (nodes.has(raw.node)) continue
    nodes.add(raw.node)
    if (raw.node.kind === 'operation') pending.push(...raw.node.inputs)
  }
  return { nodes: [...nodes].sort((a, b) => a.id - b.id), raws }
}

function operation(node: Extract<GraphNode, { kind: 'operation' }>, used: ReadonlySet<Raw>): NodeMessage {
  // MaxPool's positions are optional; computing them rules out the fast kernels. All outputs of other operators are required.
  const output = node.outputs.filter((raw) => node.operator !== 'MaxPool' || used.has(raw)).map(nameOf)
  return {
    opType: node.operator,
    name: `${node.operator}_${node.id}`,
    input: node.inputs.map(nameOf),
    output,
    attribute: Object.entries(node.attributes).map(([name, value]) => attribute(name, value)),
  }
}

function attribute(name: string, value: Attribute): AttributeMessage {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value }
  if (typeof value === 'string') return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float }
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value }
}

function initializer(raw: Raw, data: ElementArray): InitializerMessage {
  return {
    name: nameOf(raw),
    dims: raw.dims,
    dataType: DATA_TYPE[raw.type],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }
}

function tensorInfo({ name, raw }: Port): TensorInfoMessage {
  const dim = raw.dims.map((dimValue) => ({ dimValue }))
  return { name, type: { tensorType: { elemType: DATA_TYPE[raw.type], shape: { dim } } } }
}

function nameOf(raw: Raw): string {
  if (raw.node.kind === 'input') return raw.node.name
  return raw.outputIndex === 0 ? `_${raw.node.id}` : `_${raw.node.id}_${raw.outputIndex}`
}
