import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { loadOnnxModel, type OnnxModel } from '../backends/onnx/loadOnnxModel'
import { breathingThumbnails } from './breathingThumbnails'
import type { OpenDescriber, SliceDescriber } from './SliceDescriber'

/** Where the model leaves height and width open. */
const USUAL_SIDE = 224

/** A foundation model's embedding, from a file (method.md D, extractor d). */
export const onnxDescriber: SliceDescriber = {
  id: 'onnx',
  label: 'Imported embedding (ONNX)',
  description: 'A network of your own from an .onnx file: one image in, one vector out.',
  source: 'Whatever the file is: cite it',
  takes: 'onnx-file',
  learnsFromPool: false,
  dependsOnScope: false,
  isQuick: false,
  async open(_, { onnxBytes }) {
    if (onnxBytes === undefined) throw new SlicewrightError('INTERNAL', 'The file was promised and is not there.')
    // Sums depend on threads, and descriptors are kept: one thread gives the same everywhere.
    const model = await loadOnnxModel(onnxBytes, { deviceId: 'onnx-cpu', threads: 1 })
    try {
      return describerOf(model)
    } catch (error) {
      await model.dispose()
      throw error
    }
  },
}

function describerOf(model: OnnxModel): OpenDescriber {
  const { inputName, outputName, channelCount, height, width } = facesOf(model)
  const pixelCount = height * width
  return {
    async describe({ volume, axis, signal }) {
      const rows = await breathingThumbnails({ volume, axis, width, height, signal })
      const vectors: Float32Array[] = []
      for (let slice = 0; slice < rows.sliceCount; slice++) {
        throwIfCancelled(signal, 'Describing slices')
        const pixels = rows.data.subarray(slice * pixelCount, (slice + 1) * pixelCount)
        const image = new Float32Array(channelCount * pixelCount)
        for (let channel = 0; channel < channelCount; channel++) image.set(pixels, channel * pixelCount)
        vectors.push(await embed(image))
      }
      const dimension = vectors[0].length
      const data = new Float32Array(rows.sliceCount * dimension)
      vectors.forEach((vector, slice) => data.set(vector, slice * dimension))
      return { data, sliceCount: rows.sliceCount, dimension }
    },
    close: () => model.dispose(),
  }

  async function embed(image: Float32Array): Promise<Float32Array> {
    const inputs = { [inputName]: { shape: [1, channelCount, height, width], data: image } }
    const output = await model.run(inputs).then(
      (outputs) => outputs[outputName],
      (cause: unknown) => {
        throw refused(`it failed on a slice: ${cause instanceof Error ? cause.message : String(cause)}`)
      },
    )
    if (!(output.data instanceof Float32Array)) throw refused('its output is not float32')
    if (Math.max(...output.shape, 1) !== output.data.length)
      throw refused(`its output has shape [${output.shape.join(', ')}]`)
    if (!output.data.every(Number.isFinite)) throw refused('its output is not finite')
    return output.data.slice()
  }
}

/** @throws SlicewrightError MODEL_INVALID unless one image goes in and one vector comes out */
function facesOf({ inputs, outputs }: OnnxModel) {
  const named = (ports: OnnxModel['inputs']) =>
    ports.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join('; ') || 'none'
  if (inputs.length !== 1 || inputs[0].shape.length !== 4) throw refused(`its inputs are ${named(inputs)}`)
  const [{ name: inputName, shape }] = inputs
  const [batch, channels, height, width] = shape.map((size) => (typeof size === 'number' && size > 0 ? size : null))
  if (batch !== null && batch !== 1) throw refused(`its batch is fixed at ${batch}`)
  const channelCount = channels ?? 1
  if (channelCount !== 1 && channelCount !== 3) throw refused(`its image has ${channelCount} channels`)
  const isVector = (each: OnnxModel['outputs'][number]) =>
    each.shape.length >= 1 && each.shape.filter((size) => typeof size === 'number' && size > 1).length <= 1
  if (outputs.length !== 1 || !isVector(outputs[0])) throw refused(`its outputs are ${named(outputs)}`)
  return {
    inputName,
    outputName: outputs[0].name,
    channelCount,
    height: height ?? USUAL_SIDE,
    width: width ?? USUAL_SIDE,
  }
}

function refused(found: string): SlicewrightError {
  return new SlicewrightError(
    'MODEL_INVALID',
    `The ONNX model does not describe slices: ${found}. It must take one float32 image [1, C, H, W] with C = 1 or 3 and give one float32 vector [1, d]. Export it so, or choose other descriptors.`,
    { details: { found } },
  )
}
