import * as tf from '@tensorflow/tfjs'

type Tensors = Record<string, tf.Tensor>

/** One small computation; its result and its gradient by every input are compared with the cpu backend. */
export interface KernelCase {
  readonly name: string
  readonly inputs: Readonly<Record<string, readonly number[]>>
  readonly compute: (inputs: Tensors) => tf.Tensor | readonly tf.Tensor[]
  /**
   * `none`: there is none (a comparison, an index), or TensorFlow.js has none for these shapes.
   * `differences`: compared with differences of the cpu backend's results, because TensorFlow.js's cpu gradient is wrong
   * (it ignores padding when averaging, and exchanges width and height when resizing). Only for linear computations.
   */
  readonly gradient?: 'none' | 'differences'
  /** Input values lie in (low, high); by default normal. */
  readonly between?: readonly [low: number, high: number]
}

const image = [2, 4, 6, 3]
const volume = [2, 4, 4, 6, 2]

const as4 = (x: tf.Tensor) => x as tf.Tensor4D
const as5 = (x: tf.Tensor) => x as tf.Tensor5D
const number = (x: tf.Tensor) => tf.cast(x, 'float32')

function unary(
  name: string,
  f: (x: tf.Tensor) => tf.Tensor | readonly tf.Tensor[],
  options: Partial<KernelCase> = {},
): KernelCase {
  return { name, inputs: { x: image }, compute: ({ x }) => f(x), ...options }
}

function pair(
  name: string,
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  options: Partial<KernelCase> = {},
): KernelCase[] {
  const shapes: readonly (readonly [string, number[], number[]])[] = [
    ['same shape', image, image],
    ['a channel vector', image, [3]],
    ['a scalar on the left', [], image],
    ['sizes of 1 on both sides', [2, 1, 6, 3], [1, 4, 1, 3]],
    ['rank 1', [5], [5]],
  ]
  return shapes.map(([how, a, b]) => ({
    name: `${name}, ${how}`,
    inputs: { a, b },
    compute: (x) => f(x.a, x.b),
    ...options,
  }))
}

const flat = { gradient: 'none' } as const
const byDifferences = { gradient: 'differences' } as const
const positive = { between: [0.2, 3] } as const

const elementwiseCases: readonly KernelCase[] = [
  unary('abs', tf.abs),
  unary('acos', tf.acos, { between: [-0.9, 0.9] }),
  unary('acosh', tf.acosh, { between: [1.2, 3] }),
  unary('asin', tf.asin, { between: [-0.9, 0.9] }),
  unary('asinh', tf.asinh),
  unary('atan', tf.atan),
  unary('atanh', tf.atanh, { between: [-0.9, 0.9] }),
  unary('ceil', tf.ceil),
  unary('clipByValue', (x) => tf.clipByValue(x, -0.5, 0.7)),
  unary('cos', tf.cos),
  unary('cosh', tf.cosh),
  unary('elu', tf.elu),
  unary('erf', tf.erf),
  unary('exp', tf.exp),
  unary('expm1', tf.expm1),
  unary('floor', tf.floor),
  unary('leakyRelu', (x) => tf.leakyRelu(x, 0.1)),
  unary('log', tf.log, positive),
  unary('log1p', tf.log1p, positive),
  unary('neg', tf.neg),
  unary('reciprocal', tf.reciprocal, positive),
  unary('relu', tf.relu),
  unary('relu6', (x) => tf.relu6(tf.mul(x, 5))),
  unary('round', tf.round),
  unary('rsqrt', tf.rsqrt, positive),
  unary('selu', tf.selu),
  unary('sigmoid', tf.sigmoid),
  unary('sign', tf.sign),
  unary('sin', tf.sin),
  unary('sinh', tf.sinh),
  unary('softplus', tf.softplus),
  unary('sqrt', tf.sqrt, positive),
  unary('square', tf.square),
  unary('step', (x) => tf.step(x, 0.2)),
  unary('tan', tf.tan, { between: [-1, 1] }),
  unary('tanh', tf.tanh),
  unary('cast', (x) => number(tf.cast(x, 'int32')), flat),
  unary('cast to bool', (x) => number(tf.cast(tf.relu(x), 'bool')), flat),
  unary('isNaN', (x) => number(tf.isNaN(tf.sqrt(x))), flat),
  unary('logicalNot', (x) => number(tf.logicalNot(tf.greater(x, 0))), flat),
  unary('clone', tf.clone),
  unary('zerosLike', (x) => tf.add(x, tf.zerosLike(x))),
  unary('onesLike', (x) => tf.mul(x, tf.onesLike(x))),
  unary('fill', (x) => tf.add(x, tf.fill(image, 2.5))),
  unary('a constant of the program', (x) => tf.mul(x, tf.tensor([1, -2, 3]))),
  unary('a constant image of the program', (x) => tf.mul(x, tf.range(0, 144, 1).reshape(image))),
  { name: 'prelu', inputs: { x: image, alpha: [3] }, compute: ({ x, alpha }) => tf.prelu(x, alpha) },
  { name: 'addN', inputs: { a: image, b: image, c: image }, compute: ({ a, b, c }) => tf.addN([a, b, c]) },
  {
    name: 'batchNorm',
    inputs: { x: image, mean: [3], variance: [3], offset: [3], scale: [3] },
    compute: ({ x, mean, variance, offset, scale }) =>
      tf.batchNorm(as4(x), mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D),
    ...positive,
  },
  ...pair('add', tf.add),
  ...pair('sub', tf.sub),
  ...pair('mul', tf.mul),
  ...pair('div', tf.div, positive),
  ...pair('pow', (a, b) => tf.pow(a, b), positive),
  ...pair('maximum', tf.maximum, flat),
  { name: 'maximum with gradient', inputs: { a: image, b: image }, compute: ({ a, b }) => tf.maximum(a, b) },
  ...pair('minimum', tf.minimum, flat),
  { name: 'minimum with gradient', inputs: { a: image, b: image }, compute: ({ a, b }) => tf.minimum(a, b) },
  ...pair('squaredDifference', tf.squaredDifference, flat),
  {
    name: 'squaredDifference with gradient',
    inputs: { a: image, b: image },
    compute: ({ a, b }) => tf.squaredDifference(a, b),
  },
  ...pair('mod', tf.mod, { between: [0.3, 4] }),
  ...pair('floorDiv', tf.floorDiv, { between: [0.3, 4], ...flat }),
  ...pair('equal', (a, b) => number(tf.equal(tf.round(a), tf.round(b))), flat),
  ...pair('notEqual', (a, b) => number(tf.notEqual(tf.round(a), tf.round(b))), flat),
  ...pair('greater', (a, b) => number(tf.greater(a, b)), flat),
  ...pair('greaterEqual', (a, b) => number(tf.greaterEqual(tf.round(a), tf.round(b))), flat),
  ...pair('less', (a, b) => number(tf.less(a, b)), flat),
  ...pair('lessEqual', (a, b) => number(tf.lessEqual(tf.round(a), tf.round(b))), flat),
  ...pair('logicalAnd', (a, b) => number(tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0))), flat),
  ...pair('logicalOr', (a, b) => number(tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0))), flat),
  ...pair('int32 floorDiv', (a, b) => number(tf.floorDiv(tf.cast(tf.mul(a, 5), 'int32'), tf.cast(b, 'int32'))), {
    ...flat,
    between: [1, 4],
  }),
  {
    name: 'where',
    inputs: { a: image, b: image },
    compute: ({ a, b }) => tf.where(tf.greater(tf.tensor([1, -1, 1]), 0), a, b),
  },
  {
    name: 'where with a scalar choice',
    inputs: { a: image },
    compute: ({ a }) => tf.where(tf.greater(tf.tensor([1, -1, 1]), 0), a, 7),
  },
]

const reductionCases: readonly KernelCase[] = [
  ...([undefined, 0, [1, 2], [3], -1, [0, 1, 2]] as const).flatMap((axis) =>
    ([false, true] as const).flatMap((keepDims): KernelCase[] => {
      const where = `over ${axis === undefined ? 'all' : String(axis)}${keepDims ? ', kept' : ''}`
      const axes = axis as number | number[] | undefined
      return [
        unary(`sum ${where}`, (x) => tf.sum(x, axes, keepDims)),
        unary(`mean ${where}`, (x) => tf.mean(x, axes, keepDims)),
        unary(`max ${where}`, (x) => tf.max(x, axes, keepDims)),
        unary(`min ${where}`, (x) => tf.min(x, axes, keepDims)),
        unary(`prod ${where}`, (x) => tf.prod(x, axes, keepDims), { between: [0.5, 1.5], ...flat }),
        unary(`all ${where}`, (x) => number(tf.all(tf.greater(x, -1), axes, keepDims)), flat),
        unary(`any ${where}`, (x) => number(tf.any(tf.greater(x, 1), axes, keepDims)), flat),
      ]
    }),
  ),
  unary('sum of booleans', (x) => number(tf.sum(tf.greater(x, 0), 1)), flat),
  unary('sum of a broadcast', (x) => tf.sum(tf.mul(tf.sum(x, [1, 2], true), tf.ones(image)), [1, 3])),
  unary('max of a broadcast', (x) => tf.max(tf.mul(tf.sum(x, [1, 2], true), tf.ones(image)), [1, 2])),
  unary('prod of a broadcast', (x) => tf.prod(tf.mul(tf.mean(x, [1], true), tf.ones(image)), [1]), flat),
  unary('argMax', (x) => number(tf.argMax(x, -1)), flat),
  unary('argMin', (x) => number(tf.argMin(x, 1)), flat),
  unary('cumsum', (x) => tf.cumsum(x, 3)),
  unary('cumsum over rows', (x) => tf.cumsum(pointwise(x), 1), flat),
  unary('cumsum, exclusive and reversed', (x) => tf.cumsum(x, 3, true, true)),
  unary('softmax', (x) => tf.softmax(x)),
  unary('softmax of a channels-first value', (x) => tf.softmax(tf.conv2d(as4(x), tf.ones([1, 1, 3, 3]), 1, 'same'))),
  { name: 'softmax, rank 2', inputs: { x: [4, 5] }, compute: ({ x }) => tf.softmax(x) },
  unary('logSoftmax', (x) => tf.logSoftmax(x, -1)),
  unary('logSumExp', (x) => tf.logSumExp(x, 1)),
  unary('moments', (x) => {
    const { mean, variance } = tf.moments(x, [1, 2], true)
    return tf.add(mean, variance)
  }),
]

const shapeCases: readonly KernelCase[] = [
  unary('reshape, flat', (x) => tf.reshape(x, [-1])),
  unary('reshape, split channels', (x) => tf.reshape(tf.relu(pointwise(x)), [2, 4, 6, 1, 3])),
  unary('reshape, merged space', (x) => tf.reshape(pointwise(x), [2, 24, 3])),
  unary('reshape, merged batch and space', (x) => tf.reshape(pointwise(x), [48, 3])),
  unary('reshape, across axes', (x) => tf.reshape(pointwise(x), [2, 6, 4, 3])),
  { name: 'reshape, batch of one', inputs: { x: [1, 4, 6, 3] }, compute: ({ x }) => tf.reshape(pointwise(x), [24, 3]) },
  unary('expandDims', (x) => tf.mul(tf.expandDims(x, 1), 2)),
  unary('expandDims, last', (x) => tf.mul(tf.expandDims(pointwise(x), -1), 2)),
  unary('transpose', (x) => tf.transpose(pointwise(x), [2, 0, 3, 1])),
  unary('transpose of an input', (x) => tf.transpose(x, [3, 1, 2, 0])),
  unary('concat', (x) => tf.concat([x, pointwise(x), tf.zeros([2, 4, 6, 1])], -1)),
  unary('concat of rows', (x) => tf.concat([pointwise(x), x], 1)),
  unary('stack', (x) => tf.stack([x, pointwise(x)], 1)),
  unary('split', (x) => tf.split(pointwise(x), [1, 2], -1)),
  unary('split evenly', (x) => tf.split(x, 2, 1)),
  unary('unstack', (x) => tf.unstack(pointwise(x), 3)),
  unary('slice', (x) => tf.slice(pointwise(x), [0, 1, 2, 1], [2, 2, -1, 2])),
  unary('slice, leading axes only', (x) => tf.slice(x, [1], [1])),
  unary('stridedSlice', (x) => tf.stridedSlice(x, [0, 3, 0, 0], [2, 0, 6, 3], [1, -2, 2, 1]), flat),
  unary('tile', (x) => tf.tile(pointwise(x), [1, 2, 1, 3])),
  {
    name: 'tile of a 1-sized axis',
    inputs: { x: [2, 1, 6, 3] },
    compute: ({ x }) => tf.square(tf.tile(x, [1, 4, 1, 1])),
  },
  { name: 'broadcastTo', inputs: { x: [6, 3] }, compute: ({ x }) => tf.square(tf.broadcastTo(x, [2, 4, 6, 3])) },
  unary('pad', (x) =>
    tf.pad(pointwise(x), [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ]),
  ),
  unary('pad with a value', (x) =>
    tf.pad(
      x,
      [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ],
      3,
    ),
  ),
  unary(
    'mirrorPad',
    (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        'reflect',
      ),
    flat,
  ),
  unary('reverse', (x) => tf.reverse(pointwise(x), [1, 3])),
  unary('gather', (x) => tf.gather(pointwise(x), tf.tensor1d([2, 0, 2], 'int32'), 3), flat),
  {
    name: 'oneHot',
    inputs: { x: [2, 5] },
    gradient: 'none',
    between: [0, 4],
    compute: ({ x }) => tf.oneHot(tf.cast(x, 'int32'), 4),
  },
  {
    name: 'oneHot with values',
    inputs: { x: [5] },
    gradient: 'none',
    between: [0, 4],
    compute: ({ x }) => tf.oneHot(tf.cast(x, 'int32'), 4, 0.9, 0.1, 'float32'),
  },
  unary('affinities by shifted slices', (x) => {
    const padded = tf.pad(as4(x), [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ])
    const shifted = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => tf.slice(padded, [0, row, column, 0], image)))
    return tf.softmax(
      tf.stack(
        shifted.map((neighbour) => tf.sum(tf.mul(neighbour, x), -1)),
        -1,
      ),
    )
  }),
]

/** A pointwise convolution: what follows starts from a channels-first value. */
function pointwise(x: tf.Tensor): tf.Tensor4D {
  const channels = x.shape[3] ?? 1
  return tf.conv2d(
    as4(x),
    tf
      .range(1, channels ** 2 + 1)
      .reshape([1, 1, channels, channels])
      .div(10),
    1,
    'same',
  ) as tf.Tensor4D
}

const matmulCases: readonly KernelCase[] = [
  { name: 'matMul', inputs: { a: [3, 4], b: [4, 5] }, compute: ({ a, b }) => tf.matMul(a, b) },
  { name: 'matMul, transposed', inputs: { a: [4, 3], b: [5, 4] }, compute: ({ a, b }) => tf.matMul(a, b, true, true) },
  { name: 'batchMatMul', inputs: { a: [2, 3, 4], b: [2, 4, 5] }, compute: ({ a, b }) => tf.matMul(a, b) },
  {
    name: 'attention',
    inputs: { q: [2, 6, 4], k: [2, 6, 4], v: [2, 6, 4] },
    compute: ({ q, k, v }) => {
      const heads = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [2, 6, 2, 2]), [0, 2, 1, 3])
      const weights = tf.softmax(tf.mul(tf.matMul(heads(q), heads(k), false, true), Math.SQRT1_2))
      return tf.reshape(tf.transpose(tf.matMul(weights, heads(v)), [0, 2, 1, 3]), [2, 6, 4])
    },
  },
  {
    name: 'tokens of an image',
    inputs: { x: image, w: [3, 5] },
    compute: ({ x, w }) => tf.matMul(tf.reshape(pointwise(x), [48, 3]), w),
  },
]

const convolutionCases: readonly KernelCase[] = [
  ...([1, 2] as const).flatMap((stride) =>
    (['same', 'valid'] as const).flatMap((pad) =>
      // With 'same', TensorFlow.js pads a 1×1×1 window of stride 2 negatively in 3D, unlike TensorFlow: 'valid' there.
      ([1, 2, 3] as const).flatMap((size): KernelCase[] => [
        {
          name: `conv2d ${size}×${size}, stride ${stride}, ${pad}`,
          inputs: { x: [2, 5, 6, 3], w: [size, size, 3, 2] },
          compute: ({ x, w }) => tf.conv2d(as4(x), as4(w), stride, pad),
        },
        {
          name: `conv3d ${size}×${size}×${size}, stride ${stride}, ${pad}`,
          inputs: { x: volume, w: [size, size, size, 2, 3] },
          compute: ({ x, w }) => tf.conv3d(as5(x), as5(w), stride, size < stride ? 'valid' : pad),
        },
        {
          name: `conv2dTranspose ${size}×${size}, stride ${stride}, ${pad}`,
          inputs: { x: [2, 3, 4, 2], w: [size, size, 3, 2] },
          compute: ({ x, w }) =>
            tf.conv2dTranspose(
              as4(x),
              as4(w),
              pad === 'same' ? [2, 3 * stride, 4 * stride, 3] : [2, 2 * stride + size, 3 * stride + size, 3],
              stride,
              pad,
            ),
        },
        {
          name: `depthwiseConv2d ${size}×${size}, stride ${stride}, ${pad}`,
          inputs: { x: [2, 5, 6, 3], w: [size, size, 3, 2] },
          compute: ({ x, w }) => tf.depthwiseConv2d(as4(x), as4(w), stride, pad),
        },
      ]),
    ),
  ),
  {
    name: 'conv2d from one channel',
    inputs: { x: [2, 5, 6, 1], w: [3, 3, 1, 4] },
    compute: ({ x, w }) => tf.conv2d(as4(x), as4(w), 1, 'same'),
  },
  {
    name: 'conv2d with other strides for rows and columns',
    inputs: { x: [1, 6, 7, 2], w: [3, 2, 2, 3] },
    compute: ({ x, w }) => tf.conv2d(as4(x), as4(w), [2, 1], 'same'),
  },
  {
    name: 'conv2d with padding in numbers',
    inputs: { x: [1, 6, 7, 2], w: [3, 3, 2, 3] },
    compute: ({ x, w }) => tf.conv2d(as4(x), as4(w), 1, 1),
  },
  {
    name: 'conv2d with padding for each side',
    inputs: { x: [1, 6, 7, 2], w: [3, 3, 2, 3] },
    compute: ({ x, w }) =>
      tf.conv2d(as4(x), as4(w), 1, [
        [0, 0],
        [1, 0],
        [2, 1],
        [0, 0],
      ]),
  },
  {
    name: 'conv2d, dilated',
    gradient: 'none',
    inputs: { x: [1, 6, 7, 2], w: [3, 3, 2, 3] },
    compute: ({ x, w }) => tf.conv2d(as4(x), as4(w), 1, 'same', 'NHWC', 2),
  },
  {
    name: 'depthwiseConv2d, one filter for each channel',
    inputs: { x: [2, 5, 6, 3], w: [3, 3, 3, 1] },
    compute: ({ x, w }) => tf.depthwiseConv2d(as4(x), as4(w), 1, 'same'),
  },
  {
    name: 'conv1d',
    inputs: { x: [2, 7, 3], w: [3, 3, 2] },
    compute: ({ x, w }) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same'),
  },
  {
    name: 'conv3dTranspose',
    gradient: 'none',
    inputs: { x: [1, 2, 3, 2, 3], w: [2, 2, 2, 4, 3] },
    compute: ({ x, w }) => tf.conv3dTranspose(as5(x), as5(w), [1, 4, 6, 4, 4], 2, 'valid'),
  },
  {
    name: 'two convolutions and a skip connection',
    inputs: { x: [2, 4, 4, 2], w: [3, 3, 2, 3], u: [3, 3, 5, 2], bias: [2] },
    compute: ({ x, w, u, bias }) => {
      const first = tf.relu(tf.conv2d(as4(x), as4(w), 1, 'same'))
      return tf.add(tf.conv2d(tf.concat([x, first], -1) as tf.Tensor4D, as4(u), 1, 'same'), bias)
    },
  },
]

const poolingCases: readonly KernelCase[] = [
  unary('maxPool', (x) => tf.maxPool(as4(x), 2, 2, 'valid')),
  unary('maxPool 2×3', (x) => tf.maxPool(as4(x), [2, 3], [2, 3], 'valid')),
  { name: 'maxPool, odd sizes', inputs: { x: [2, 5, 7, 2] }, compute: ({ x }) => tf.maxPool(as4(x), 2, 2, 'valid') },
  { name: 'maxPool, padded', inputs: { x: [2, 5, 7, 2] }, compute: ({ x }) => tf.maxPool(as4(x), 2, 2, 'same') },
  {
    name: 'maxPool with equal values',
    inputs: { x: [2, 4, 4, 2] },
    compute: ({ x }) => tf.maxPool(as4(tf.relu(x)), 2, 2, 'valid'),
  },
  { name: 'maxPool3d', inputs: { x: volume }, compute: ({ x }) => tf.maxPool3d(as5(x), 2, 2, 'valid') },
  {
    name: 'maxPool3d in plane',
    inputs: { x: volume },
    compute: ({ x }) => tf.maxPool3d(as5(x), [1, 2, 2], [1, 2, 2], 'valid'),
  },
  unary('avgPool', (x) => tf.avgPool(as4(x), 2, 2, 'valid')),
  unary('avgPool, overlapping', (x) => tf.avgPool(as4(x), 3, 1, 'same'), byDifferences),
  {
    name: 'avgPool, odd sizes',
    ...byDifferences,
    inputs: { x: [2, 5, 7, 2] },
    compute: ({ x }) => tf.avgPool(as4(x), 2, 2, 'same'),
  },
  { name: 'avgPool3d', inputs: { x: volume }, compute: ({ x }) => tf.avgPool3d(as5(x), 2, 2, 'valid') },
  {
    name: 'avgPool3d, overlapping',
    ...byDifferences,
    inputs: { x: volume },
    compute: ({ x }) => tf.avgPool3d(as5(x), 3, 2, 'same'),
  },
]

const resizeCases: readonly KernelCase[] = ([false, true] as const).flatMap((alignCorners) =>
  (
    [
      [8, 12],
      [7, 3],
      [4, 6],
    ] as const
  ).flatMap((size): KernelCase[] => [
    unary(
      `resizeBilinear to ${size.join('×')}${alignCorners ? ', corners aligned' : ''}`,
      (x) => tf.image.resizeBilinear(as4(x), [...size], alignCorners),
      byDifferences,
    ),
    unary(
      `resizeNearestNeighbor to ${size.join('×')}${alignCorners ? ', corners aligned' : ''}`,
      (x) => tf.image.resizeNearestNeighbor(as4(x), [...size], alignCorners),
      byDifferences,
    ),
    ...(alignCorners
      ? []
      : [
          unary(
            `resizeBilinear to ${size.join('×')}, half-pixel centres`,
            (x) => tf.image.resizeBilinear(as4(x), [...size], false, true),
            flat,
          ),
          unary(
            `resizeNearestNeighbor to ${size.join('×')}, half-pixel centres`,
            (x) => tf.image.resizeNearestNeighbor(as4(x), [...size], false, true),
            flat,
          ),
        ]),
  ]),
)

export const kernelCases: readonly KernelCase[] = [
  ...elementwiseCases,
  ...reductionCases,
  ...shapeCases,
  ...matmulCases,
  ...convolutionCases,
  ...poolingCases,
  ...resizeCases,
]
