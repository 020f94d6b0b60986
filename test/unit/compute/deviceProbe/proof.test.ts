import { describe, expect, it } from 'vitest'
import type { Backend } from '../../../../src-main/compute/backends/Backend'
import { KNOWN_RESULT } from '../../../../src-main/compute/deviceProbe/knownResult'
import { proveDevice, runProof } from '../../../../src-main/compute/deviceProbe/proof'
import { openCpuBackend } from '../../../support/openCpuBackend'

/** A device like the cpu backend, but for one output. */
async function brokenBackend(name: string, spoil: (values: Float32Array) => Float32Array): Promise<Backend> {
  const backend = await openCpuBackend()
  return {
    ...backend,
    async compile(program) {
      const compiled = await backend.compile(program)
      return {
        ...compiled,
        async run(inputs) {
          const outputs = await compiled.run(inputs)
          return { ...outputs, [name]: spoil((outputs as Record<string, Float32Array>)[name]!) }
        },
      }
    },
  }
}

describe('the proof', () => {
  it('is what TensorFlow.js computes on its cpu backend', async () => {
    const found = await runProof(await openCpuBackend())
    expect(found.value.length + found.imageGradient.length + found.filterGradient.length).toBe(1 + 32 + 54)
    for (const name of ['value', 'imageGradient', 'filterGradient'] as const)
      found[name].forEach((value, n) => expect(value).toBeCloseTo(KNOWN_RESULT[name][n]!, 5))
  })

  it.each([
    { name: 'an input gradient of zeros', output: 'imageGradient', spoil: (values: Float32Array) => values.fill(0) },
    { name: 'a mirrored filter gradient', output: 'filterGradient', spoil: (values: Float32Array) => values.reverse() },
    { name: 'a value 1 % off', output: 'value', spoil: (values: Float32Array) => values.map((x) => 1.01 * x) },
    { name: 'not a number', output: 'value', spoil: (values: Float32Array) => values.fill(Number.NaN) },
    { name: 'values missing', output: 'imageGradient', spoil: (values: Float32Array) => values.slice(1) },
  ])('catches $name', async ({ output, spoil }) => {
    await expect(proveDevice(await brokenBackend(output, spoil))).rejects.toThrow(`wrong numbers: the ${output}`)
  })
})
