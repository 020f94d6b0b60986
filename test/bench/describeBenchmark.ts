import { compareWithPytorch, type BenchmarkResult, type Comparison } from './benchmarkResult'

/** Above this, a figure says as much about the other programs as about ours. */
const QUIET_LOAD_FRACTION = 0.05
/** Largest time relative to PyTorch's, and largest memory; the first goals, the later ones are 0.9 and 0.8. */
const TIME_GOALS: Record<string, number> = { u2: 1.1, u3: 0.9, s3: 0.9 }
const MEMORY_GOAL = 1.1

/** docs/reference/benchmarks.md: the figures, and how they were made. */
export function describeBenchmark(result: BenchmarkResult): string {
  const { startedAt, processor, cores, memoryBytes, system, node, threads, rounds, stepsPerRound, steps } = result
  const comparisons = compareWithPytorch(steps)
  const libraries = [...new Set(steps.map(({ deviceId, library }) => `${deviceId}: ${library}`))]
  const loads = [
    ...comparisons.map(({ otherLoadFraction }) => otherLoadFraction),
    result.propagation?.otherLoadFraction ?? null,
    result.import?.otherLoadFraction ?? null,
  ].filter((load) => load !== null)
  return [
    '# Benchmarks',
    '',
    'Made by `npm run bench`, which writes this page and `benchmarks.json`; do not edit. Compare figures only within this page: another machine,',
    'or the same one with other work to do, gives others.',
    '',
    `${startedAt.slice(0, 10)}, ${processor}, ${cores} cores, ${gigabytes(memoryBytes)} of memory, ${system}, Node ${node}.`,
    `${libraries.join('; ')}. ${threads} threads each.`,
    '',
    loads.length === 0
      ? 'This system does not tell how busy other programs were.'
      : Math.max(...loads) <= QUIET_LOAD_FRACTION
        ? `Other programs took at most ${percent(Math.max(...loads))} of the machine during any measurement.`
        : `**Other programs took up to ${percent(Math.max(...loads))} of the machine during a measurement: measure again on an idle one.**`,
    '',
    '## Training step',
    '',
    'Forward, backward and Adam on the U-Nets of `test/bench/benchNetworks.ts`: u2 is 2D (482 k parameters, 8 × 128²), u3 and s3 are 3D (85 k, 1 × 48 × 48 × 32;',
    '1.4 M, 2 × 64³); and of the slice reconstruction of `test/bench/benchReconstruction.ts`: rl is lite (221 k, 4 × 96²), rf as published (811 k, 2 × 64²).',
    `Median of ${stepsPerRound} steps without the first two, then median of ${rounds} rounds; in each round the programs take turns, each in a`,
    'process of its own. Ratios to PyTorch are taken within a round. Memory is the peak of the whole process;',
    'PyPI’s PyTorch for Linux (`+cu…`) is the CUDA build and loads its libraries, though only the CPU computes.',
    '',
    ...stepTable(comparisons),
    ...(result.propagation === null
      ? []
      : [
          '',
          '## Propagation',
          '',
          'Milliseconds per filled slice; `morphological-contour` is ITK itself.',
          '',
          result.propagation.table.trim(),
        ]),
    ...describeImport(result.import),
    '',
  ].join('\n')
}

function stepTable(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons.map((comparison) => {
    const { network, deviceId, medianStepMs, peakMemoryBytes, timeRatio, memoryRatio } = comparison
    const { lossDifferenceFraction, otherLoadFraction } = comparison
    return [
      network,
      deviceId,
      `${medianStepMs < 100 ? medianStepMs.toFixed(1) : Math.round(medianStepMs)} ms`,
      withGoal(timeRatio, TIME_GOALS[network] ?? null),
      `${Math.round(peakMemoryBytes / 1e6)} MB`,
      withGoal(memoryRatio, MEMORY_GOAL),
      lossDifferenceFraction === null ? '' : lossDifferenceFraction.toExponential(0),
      otherLoadFraction === null ? '' : percent(otherLoadFraction),
    ].join(' | ')
  })
  return [
    '| network | device | step | of PyTorch’s time (goal) | peak memory | of PyTorch’s (goal) | losses differ by | other load |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ]
}

function withGoal(ratio: number | null, goal: number | null): string {
  if (ratio === null) return ''
  if (ratio === 1 || goal === null) return ratio.toFixed(2)
  return `${ratio <= goal ? '**' : ''}${ratio.toFixed(2)}${ratio <= goal ? '**' : ''} (${goal})`
}

function describeImport(measured: BenchmarkResult['import']): string[] {
  if (measured === null) return []
  const { caseCount, storedMegabytes, voxelMegabytes, seconds, secondsAgain, peakMemoryBytes } = measured
  return [
    '',
    '## Import',
    '',
    `${caseCount} cases (gzipped NIfTI, ${storedMegabytes.toFixed(0)} MB stored, ${voxelMegabytes.toFixed(0)} MB of voxels) through the command line, its start included: ` +
      `${seconds.toFixed(1)} s, ${(voxelMegabytes / seconds).toFixed(0)} MB of voxels a second (${(storedMegabytes / seconds).toFixed(0)} MB stored)` +
      `${peakMemoryBytes === null ? '' : `, peak memory ${Math.round(peakMemoryBytes / 1e6)} MB`}. ` +
      `Again, unchanged: ${secondsAgain.toFixed(1)} s.`,
  ]
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`
const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(0)} GB`
