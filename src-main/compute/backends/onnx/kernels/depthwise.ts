import type * as tf from '@tensorflow/tfjs'
import { channelsFirst, permuted } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { full } from '../graph/layout'
import { reshape, reversed, slice, transpose } from '../graph/physical'
import { placedValue, type Value } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { mirrored } from './convolution'
import { convolve, convolveTransposed, imageValue, spatialShape, windowOf } from './window'

const IMAGE = channelsFirst(4)

/** [kh, kw, channel, multiplier] as ONNX's grouped filter [channel·multiplier, 1, kh, kw]. */
function groupedFilter(graph: Graph, filter: Value): Raw {
  const [height, width, channels, multiplier] = filter.shape
  return reshape(graph, full(graph, filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width])
}

export const depthwiseKernels: readonly KernelDefinition[] = [
  defineKernel<'x' | 'filter', tf.DepthwiseConv2dNativeAttrs>(
    'DepthwiseConv2dNative',
    ({ graph, inputs: { x, filter }, attributes }) => {
      const window = windowOf({
        inputSize: spatialShape(x.shape),
        size: filter.shape.slice(0, 2),
        padding: attributes.pad,
        strides: attributes.strides,
        dilations: attributes.dilations,
      })
      return imageValue(convolve(graph, full(graph, x, IMAGE), groupedFilter(graph, filter), window, x.shape[3]))
    },
  ),
  defineKernel<'dy' | 'filter', tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ graph, inputs: { dy, filter }, attributes }) => {
      const { inputShape } = attributes
      const window = windowOf({
        inputSize: spatialShape(inputShape),
        size: filter.shape.slice(0, 2),
        padding: attributes.pad,
        strides: attributes.strides,
      })
      const gradient = full(graph, dy, IMAGE)
      const taps = groupedFilter(graph, filter)
      const groups = inputShape[3]
      const isPlain = filter.shape[3] === 1 && window.strides.every((stride) => stride === 1)
      const raw = isPlain
        ? convolve(graph, gradient, reversed(graph, taps, [2, 3]), mirrored(window), groups)
        : convolveTransposed(graph, gradient, taps, { window, outputSize: spatialShape(inputShape), groups })
      return placedValue(inputShape, 'float32', raw, IMAGE)
    },
  ),
  defineKernel<'x' | 'dy', tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ graph, inputs: { x, dy }, attributes }) => {
      const [height, width, channels, multiplier] = attributes.filterShape
      const window = windowOf({
        inputSize: spatialShape(x.shape),
        size: [height, width],
        padding: attributes.pad,
        strides: attributes.strides,
      })
      // A convolution of x with dy as the filter, dilated by the stride; each channel is a group, batch its input channels.
      const [batch, , ...space] = permuted(x.shape, IMAGE)
      const outSpace = spatialShape(dy.shape)
      const excess = space.map((length, axis) => {
        const reach = window.size[axis] + window.strides[axis] * (outSpace[axis] - 1)
        return reach - length - window.low[axis]
      })
      const lengths = space.map((length, axis) => length + Math.min(0, excess[axis]))
      const cut = slice(graph, full(graph, x, IMAGE), [0, 0, 0, 0], [batch, channels, ...lengths])
      const image = reshape(graph, transpose(graph, cut, [1, 0, 2, 3]), [1, channels * batch, ...lengths])
      const gradient = transpose(graph, full(graph, dy, IMAGE), [1, 0, 2, 3])
      const result = convolve(
        graph,
        image,
        gradient,
        {
          size: outSpace,
          strides: [1, 1],
          dilations: window.strides,
          low: window.low,
          high: excess.map((count) => Math.max(0, count)),
        },
        channels,
      )
      const raw = reshape(graph, result, [channels, multiplier, height, width])
      return placedValue(attributes.filterShape, 'float32', raw, [2, 3, 0, 1])
    },
  ),
]
