import type { Backend } from '../../../../src-main/compute/backends/Backend'
import type { DescriberContext } from '../../../../src-main/compute/descriptors/SliceDescriber'
import { fitContext } from '../propagators/reconstruction/smallFit'

/** Checkpoints in memory; `stopAfter` cancels when that many steps are done. */
export function describerContext(
  options: { backend: Backend; seed?: number; stopAfter?: number } & Partial<
    Pick<DescriberContext, 'scope' | 'propagationModel' | 'onnxBytes'>
  >,
): DescriberContext & Omit<ReturnType<typeof fitContext>, 'backend'> {
  const { backend, scope = 'volume', propagationModel, onnxBytes, ...rest } = options
  return {
    ...fitContext({ backend, ...rest }),
    backend: () => Promise.resolve(backend),
    scope,
    propagationModel,
    onnxBytes,
  }
}
