import { z } from 'zod'

/** What a measured training program prints: `trainingStep.ts` on each device, `pytorch/trainingStep.py` beside it. */
export const stepReportSchema = z.object({
  network: z.string(),
  deviceId: z.string(),
  library: z.string(),
  threads: z.number(),
  parameterCount: z.number(),
  medianStepMs: z.number(),
  peakMemoryBytes: z.number(),
  losses: z.array(z.number()),
})

/** What `importSpeed.ts` prints. */
export const importReportSchema = z.object({
  caseCount: z.number(),
  storedMegabytes: z.number(),
  voxelMegabytes: z.number(),
  seconds: z.number(),
  secondsAgain: z.number(),
  peakMemoryBytes: z.number().nullable(),
})

const load = { otherLoadFraction: z.number().nullable() }

/** One program, one network, one round. */
export const stepMeasurementSchema = stepReportSchema.extend({ round: z.number(), ...load })
export type StepMeasurement = z.infer<typeof stepMeasurementSchema>

/** Everything of one run of the benchmark: docs/reference/benchmarks.json. */
export const benchmarkResultSchema = z.object({
  startedAt: z.string(),
  processor: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  system: z.string(),
  node: z.string(),
  threads: z.number(),
  rounds: z.number(),
  stepsPerRound: z.number(),
  steps: z.array(stepMeasurementSchema),
  /** The Markdown table that `propagation.ts` prints. */
  propagation: z.object({ table: z.string(), ...load }).nullable(),
  import: importReportSchema.extend(load).nullable(),
})
export type BenchmarkResult = z.infer<typeof benchmarkResultSchema>

export const PYTORCH = 'pytorch-cpu'

/** A device beside PyTorch: each round's ratio, and their median. */
export interface Comparison {
  readonly network: string
  readonly deviceId: string
  readonly medianStepMs: number
  readonly peakMemoryBytes: number
  readonly timeRatio: number | null
  readonly memoryRatio: number | null
  /** Largest relative difference of the losses from PyTorch's. */
  readonly lossDifferenceFraction: number | null
  readonly otherLoadFraction: number | null
}

/** Rounds are compared one by one, because what disturbs one disturbs its neighbour more alike than another round. */
export function compareWithPytorch(steps: readonly StepMeasurement[]): Comparison[] {
  const keys = new Set(steps.map(({ network, deviceId }) => `${network} ${deviceId}`))
  return [...keys].map((key) => {
    const [network, deviceId] = key.split(' ')
    const own = steps.filter((each) => each.network === network && each.deviceId === deviceId)
    const pairs = own.flatMap((each) => {
      const twin = steps.find((other) => isTwin(other, each))
      return twin === undefined ? [] : [[each, twin] as const]
    })
    const ratios = (of: (step: StepMeasurement) => number) =>
      pairs.length === 0 ? null : median(pairs.map(([each, twin]) => of(each) / of(twin)))
    const loads = own.flatMap(({ otherLoadFraction }) => otherLoadFraction ?? [])
    const differences = pairs.flatMap(([{ losses }, twin]) =>
      losses.map((loss, step) => Math.abs(loss - twin.losses[step]!) / Math.abs(twin.losses[step]!)),
    )
    return {
      network: network!,
      deviceId: deviceId!,
      medianStepMs: median(own.map(({ medianStepMs }) => medianStepMs)),
      peakMemoryBytes: median(own.map(({ peakMemoryBytes }) => peakMemoryBytes)),
      timeRatio: ratios(({ medianStepMs }) => medianStepMs),
      memoryRatio: ratios(({ peakMemoryBytes }) => peakMemoryBytes),
      lossDifferenceFraction: differences.length === 0 ? null : Math.max(...differences),
      otherLoadFraction: loads.length === 0 ? null : Math.max(...loads),
    }
  })
}

function isTwin(other: StepMeasurement, each: StepMeasurement): boolean {
  return other.deviceId === PYTORCH && other.network === each.network && other.round === each.round
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
