import process from 'node:process'
import { openUnproven } from '../../src-main/compute/deviceProbe/openUnproven'
import { quietTensorflow } from '../../src-main/compute/quietTensorflow'
import { deviceIdSchema } from '../../src-main/domain/devices/deviceReport'
import { BENCH_NETWORKS, benchNetwork, type BenchNetwork, type BenchNetworkName } from './benchNetworks'
import { BENCH_RECONSTRUCTIONS, benchReconstruction, type BenchReconstructionName } from './benchReconstruction'

/**
 * Median time and peak memory of one training step. One network and one device a process: peak memory is the process's.
 *
 *   node --import ./test/support/resolveTypescript.mjs test/bench/trainingStep.ts NETWORK [DEVICE] [STEPS] [THREADS]
 *
 * NETWORK u2, u3, s3, rl, rf; DEVICE a device id (onnx-cpu); prints one JSON object. `pytorch/trainingStep.py` prints the same.
 * Compare only within one run on an idle machine: other load distorts the figures two- to twentyfold.
 */
async function main(): Promise<void> {
  const [name, deviceId = 'onnx-cpu', steps = '12', threads = '2'] = process.argv.slice(2)
  quietTensorflow()
  // Not proven first: measuring is all that this process does.
  const backend = await openUnproven({ deviceId: deviceIdSchema.parse(deviceId), threads: Number(threads) })
  const { program, parameterCount, inputsAt } = networkCalled(name)
  const started = performance.now()
  const compiled = await backend.compile(program)
  const compileMs = performance.now() - started
  const [stepsMs, losses]: number[][] = [[], []]
  for (let step = 1; step <= Number(steps); step++) {
    const before = performance.now()
    const { loss } = await compiled.run(inputsAt(step))
    stepsMs.push(performance.now() - before)
    losses.push(loss[0])
  }
  await backend.dispose()
  // The first two steps allocate and warm up.
  const settled = (stepsMs.length > 2 ? stepsMs.slice(2) : stepsMs).toSorted((a, b) => a - b)
  const report = {
    network: name,
    deviceId,
    library: backend.library,
    threads: backend.threads,
    parameterCount,
    medianStepMs: settled[settled.length >> 1],
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    compileMs,
    stepsMs,
    losses,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
}

function networkCalled(name: string): BenchNetwork {
  if (name in BENCH_NETWORKS) return benchNetwork(name as BenchNetworkName)
  if (name in BENCH_RECONSTRUCTIONS) return benchReconstruction(name as BenchReconstructionName)
  const known = [...Object.keys(BENCH_NETWORKS), ...Object.keys(BENCH_RECONSTRUCTIONS)]
  throw new Error(`Unknown network "${name}". Known: ${known.join(', ')}.`)
}

await main()
