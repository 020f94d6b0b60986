import { autoEncoderDescriber } from '../compute/descriptors/autoEncoderDescriber'
import { onnxDescriber } from '../compute/descriptors/onnxDescriber'
import { reconstructionDescriber } from '../compute/descriptors/reconstructionDescriber'
import type { SliceDescriber } from '../compute/descriptors/SliceDescriber'
import { thumbnailDescriber } from '../compute/descriptors/thumbnailDescriber'
import { defineCatalog } from './defineCatalog'

/** What slices can be compared by, quickest first; the policies' parameter `descriptors` names one (domain/selection/descriptorParams.ts). */
export const sliceDescriptors = defineCatalog<SliceDescriber>('slice descriptors', [
  thumbnailDescriber,
  autoEncoderDescriber,
  reconstructionDescriber,
  onnxDescriber,
])
