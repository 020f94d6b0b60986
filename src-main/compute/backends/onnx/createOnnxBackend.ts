import { quietTensorflow } from '../../quietTensorflow'
import type { Backend, CompiledProgram, Program } from '../Backend'
import { OnnxProgram } from './OnnxProgram'
import type { RecordingOptions } from './recorder/RecordingOptions'
import { onnxRuntimeVersion, type OnnxDeviceId, type SessionOptions } from './session'

/**
 * Opens a device of ONNX Runtime. Programs are recorded once, kernel by kernel (forward, gradients, optimiser), as a static
 * graph that ONNX Runtime runs: weights and optimiser state go in and come back out.
 * @param options.threads threads within one operator; sums depend on it, so it is part of a run's provenance
 */
export function createOnnxBackend(options: SessionOptions): Backend {
  quietTensorflow()
  const { deviceId, threads } = options
  const compiled = new Set<CompiledProgram>()
  return {
    deviceId,
    threads,
    library: onnxRuntimeVersion(),
    async compile<I extends string, O extends string>(program: Program<I, O>) {
      const runnable = await OnnxProgram.compile<I, O>(program, { deviceId, threads, ...recordingOptionsOf(deviceId) })
      compiled.add(runnable)
      const handle: CompiledProgram<I, O> = {
        run: (inputs) => runnable.run(inputs),
        readState: () => runnable.readState(),
        writeState: (state) => runnable.writeState(state),
        async dispose() {
          // A grid compiles hundreds of programs: what is disposed must not be kept here.
          compiled.delete(runnable)
          await runnable.dispose()
        },
      }
      return handle
    },
    async dispose() {
      for (const program of compiled) await program.dispose()
      compiled.clear()
    },
  }
}

/** Equal formulas differ in speed: one wide convolution suits a CPU's im2col, matrix products suit a GPU. */
function recordingOptionsOf(deviceId: OnnxDeviceId): RecordingOptions {
  return { filterGradient: deviceId === 'onnx-cpu' ? 'wide' : 'taps' }
}
