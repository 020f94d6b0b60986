import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportOnnx } from '../../../../../src-main/compute/backends/onnx/exportOnnx'
import { recordStep } from '../../../../../src-main/compute/backends/onnx/recordStep'
import { kernelCases } from './kernelCases'
import { programOf } from './kernelPrograms'
import { smallTrainingProgram } from './smallNetwork'
import { stateOf } from './stateOf'

/** A Python with PyPI's `onnx`: the one in SLICEWRIGHT_ONNX_PYTHON, or python3. */
const python = process.env.SLICEWRIGHT_ONNX_PYTHON ?? 'python3'
const folder = mkdtempSync(join(tmpdir(), 'onnx-checker-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

function hasChecker(): boolean {
  try {
    execFileSync(python, ['-c', 'import onnx'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The full check infers all shapes and compares them with those that the model states. */
const CHECK = `
import sys, glob, onnx
for path in sorted(glob.glob(sys.argv[1] + '/*.onnx')):
    try:
        onnx.checker.check_model(path, full_check=True)
        domains = {entry.domain for entry in onnx.load(path).opset_import}
        assert domains == {''}, domains
    except Exception as problem:
        print(path.split('/')[-1])
`

test.skipIf(!hasChecker())(
  `the official ONNX checker accepts all emitted models (skipped without PyPI's onnx; SLICEWRIGHT_ONNX_PYTHON names a Python)`,
  { timeout: 120_000 },
  async () => {
    const save = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, `${name}.onnx`), bytes)
    for (const filterGradient of ['wide', 'taps'] as const) {
      kernelCases.forEach((one, at) =>
        save(
          `kernel-${filterGradient}-${at}`,
          recordStep(programOf(one, one.gradient !== 'none'), { filterGradient }).bytes,
        ),
      )
      for (const spatialRank of [2, 3] as const) {
        const { program, network, dispose } = smallTrainingProgram({ spatialRank, batchSize: 2, seed: 1 })
        save(`training-${filterGradient}-${spatialRank}d`, recordStep(program, { filterGradient }).bytes)
        const state = await stateOf(network)
        save(`network-${spatialRank}d`, exportOnnx({ program: network, state, metadata: { title: 'small' } }))
        dispose()
      }
    }
    save('broken', recordStep(programOf(kernelCases[0], true), { filterGradient: 'wide' }).bytes.slice(0, -20))
    expect(execFileSync(python, ['-c', CHECK, folder], { encoding: 'utf8' }).trim()).toBe('broken.onnx')
  },
)
