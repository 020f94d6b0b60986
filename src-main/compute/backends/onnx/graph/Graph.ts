/** Element types of ONNX tensors that we emit. `int64` exists only as an argument of shape operators. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'bool'

export type ElementArray = Float32Array | Int32Array | Uint8Array | BigInt64Array

/** An attribute of an ONNX node. JavaScript cannot tell 1 from 1.0, hence `{ float }`. */
export type Attribute = number | string | readonly number[] | { readonly float: number }

export type Attributes = Readonly<Record<string, Attribute>>

/** One tensor of the graph, in the memory order in which ONNX Runtime will hold it. */
export interface Raw {
  readonly node: GraphNode
  readonly outputIndex: number
  readonly dims: readonly number[]
  readonly type: ElementType
}

interface NodeCommon {
  /** Nodes are numbered as they are recorded: a node's inputs have smaller numbers. */
  readonly id: number
  readonly outputs: readonly Raw[]
}
export type GraphNode =
  | (NodeCommon & { readonly kind: 'input'; readonly name: string })
  | (NodeCommon & { readonly kind: 'constant'; readonly data: ElementArray })
  | (NodeCommon & {
      readonly kind: 'operation'
      readonly operator: string
      readonly inputs: readonly Raw[]
      readonly attributes: Attributes
    })

interface TensorType {
  readonly dims: readonly number[]
  readonly type: ElementType
}

/** Constants up to this many elements are compared by content and shared. */
const SHARED_CONSTANT_MAX_ELEMENT_COUNT = 64

/**
 * A static graph of ONNX operators while it grows. Asking twice for the same operator on the same inputs gives the same
 * node: TensorFlow.js's gradients recompute parts of the forward pass, and max-pool gradients find the forward node again.
 */
export class Graph {
  private readonly known = new Map<string, GraphNode>()
  private readonly ownedConstants = new WeakMap<object, Map<string, Raw>>()
  private nodeCount = 0

  input(name: string, dims: readonly number[], type: ElementType): Raw {
    return this.remember(`input ${name}`, [{ dims, type }], (common) => ({ ...common, kind: 'input', name }))[0]
  }

  /** @param data in the memory order of `dims`; frozen from now on */
  constant(data: ElementArray, dims: readonly number[], type: ElementType): Raw {
    const key =
      data.length <= SHARED_CONSTANT_MAX_ELEMENT_COUNT
        ? `constant ${type} [${dims.join()}] ${Array.from<number | bigint>(data).join()}`
        : `constant #${this.nodeCount}`
    return this.remember(key, [{ dims, type }], (common) => ({ ...common, kind: 'constant', data }))[0]
  }

  /** A large constant made from `owner`, made once for each `key`. */
  constantOf(owner: object, key: string, make: () => Raw): Raw {
    const made = this.ownedConstants.get(owner) ?? new Map<string, Raw>()
    this.ownedConstants.set(owner, made)
    const raw = made.get(key) ?? make()
    made.set(key, raw)
    return raw
  }

  scalar(value: number, type: ElementType = 'float32'): Raw {
    return this.constant(elementArrayOf(type, [value]), [], type)
  }

  /** A vector of int64, as shape operators want it. */
  integers(values: readonly number[]): Raw {
    return this.constant(elementArrayOf('int64', values), [values.length], 'int64')
  }

  /** An operator with one output. */
  operation(
    operator: string,
    inputs: readonly Raw[],
    options: { dims: readonly number[]; type?: ElementType; attributes?: Attributes },
  ): Raw {
    const { dims, type = 'float32', attributes = {} } = options
    return this.operations(operator, inputs, [{ dims, type }], attributes)[0]
  }

  /** An operator with several outputs. */
  operations(
    operator: string,
    inputs: readonly Raw[],
    outputs: readonly TensorType[],
    attributes: Attributes,
  ): readonly Raw[] {
    const sources = inputs.map((raw) => `${raw.node.id}:${raw.outputIndex}`).join()
    const key = `${operator} ${sources} ${JSON.stringify(attributes)} ${outputs.length}`
    return this.remember(key, outputs, (common) => ({ ...common, kind: 'operation', operator, inputs, attributes }))
  }

  private remember(
    key: string,
    outputTypes: readonly TensorType[],
    create: (common: NodeCommon) => GraphNode,
  ): readonly Raw[] {
    const found = this.known.get(key)
    if (found !== undefined) return found.outputs
    const outputs: Raw[] = []
    const node = create({ id: this.nodeCount++, outputs })
    outputTypes.forEach(({ dims, type }, outputIndex) => outputs.push({ node, outputIndex, dims: [...dims], type }))
    this.known.set(key, node)
    return outputs
  }
}

export function elementArrayOf(type: ElementType, values: ArrayLike<number>): ElementArray {
  switch (type) {
    case 'float32':
      return Float32Array.from(values)
    case 'int32':
      return Int32Array.from(values)
    case 'bool':
      return Uint8Array.from(values, (value) => (value === 0 ? 0 : 1))
    case 'int64':
      return BigInt64Array.from(Array.from(values, BigInt))
  }
}
