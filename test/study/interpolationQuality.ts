/**
 * Measures how good interpolated masks are on every shared volume that is dense in truth, and writes the tables to
 * docs/reference/interpolation-quality.{md,json}. Numbers only, no voxels.
 *
 *     node --import ./test/support/resolveTypescript.mjs test/study/interpolationQuality.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InterpolationQuality } from '../../src-main/domain/experiment/results'
import type { OutsideRule } from '../../src-main/domain/propagation/rules'
import { meanAndSd } from '../../src-main/domain/statistics/meanAndSd'
import { measureQuality, type Choice } from '../../src-main/engine/propagation/measureQuality'
import { studyCases, type StudySet } from './studyCases'

const DENSITIES = [0.05, 0.1, 0.2, 0.4, 0.8]
const METHODS = ['nearest', 'signed-distance', 'morphological-contour']
const MIDDLE: Choice = 'fixed-interval'
const SEEDED: Choice = { id: 'fixed-interval', params: { seededPhase: true } }
const TOLD: Choice = { id: 'morphological-contour', params: { nameKeySlices: true } }

interface Series {
  readonly name: string
  readonly phases: 'three seeded' | 'middle'
  readonly policy: Choice
  readonly seeds: readonly number[]
  readonly propagator: Choice
  readonly outside?: OutsideRule
}

const SERIES: readonly Series[] = [
  ...METHODS.map((propagator) => {
    const phases = 'three seeded' as const
    return { name: propagator, phases, policy: SEEDED, seeds: [1, 2, 3], propagator }
  }),
  ...METHODS.map((propagator) => {
    return { name: propagator, phases: 'middle' as const, policy: MIDDLE, seeds: [0], propagator }
  }),
  ...METHODS.map((propagator) => {
    const outside = 'half-way' as const
    return {
      name: `${propagator}, half-way`,
      phases: 'middle' as const,
      policy: MIDDLE,
      seeds: [0],
      propagator,
      outside,
    }
  }),
  {
    name: 'morphological-contour, half-way, key slices named',
    phases: 'middle',
    policy: MIDDLE,
    seeds: [0],
    propagator: TOLD,
    outside: 'half-way',
  },
]

/** One cell of a table. */
interface Cell {
  readonly dataset: string
  readonly caseCount: number
  readonly method: string
  readonly phases: Series['phases']
  readonly densityFraction: number
  /** Over cases, of the mean over classes (and phases). */
  readonly unannotatedSlices: ReturnType<typeof meanAndSd>
  readonly allSlices: ReturnType<typeof meanAndSd>
  /** Pooled over cases, classes and phases: sum of intersections / sum of unions. */
  readonly byDistance: { distanceSlices: number; iou: number | null }[]
}

const cells: Cell[] = []
for (const set of studyCases()) for (const series of SERIES) cells.push(...(await measure(set, series)))
const folder = join(import.meta.dirname, '../../docs/reference')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'interpolation-quality.json'), `[\n${rounded(cells).join(',\n')}\n]\n`)
writeFileSync(join(folder, 'interpolation-quality.md'), page())
process.exit(0)

async function measure({ dataset, cases }: StudySet, series: Series): Promise<Cell[]> {
  process.stderr.write(`${dataset}: ${series.name}, phase ${series.phases}, ${cases.length} cases\n`)
  const rows = await measureQuality({
    cases,
    densities: DENSITIES,
    policies: [series.policy],
    propagators: [series.propagator],
    seeds: series.seeds,
    outside: series.outside,
    signal: new AbortController().signal,
    report: () => undefined,
  })
  return DENSITIES.map((densityFraction) => {
    const ofDensity = rows.filter((row) => row.densityFraction === densityFraction)
    return {
      dataset,
      caseCount: cases.length,
      method: series.name,
      phases: series.phases,
      densityFraction,
      unannotatedSlices: overCases(ofDensity, (row) => row.iouUnannotatedSlices),
      allSlices: overCases(ofDensity, (row) => row.iouAllSlices),
      byDistance: poolByDistance(ofDensity),
    }
  })
}

function overCases(rows: readonly InterpolationQuality[], iouOf: (row: InterpolationQuality) => number | null) {
  return meanAndSd(
    [...Map.groupBy(rows, ({ caseId }) => caseId).values()].map((ofCase) => meanAndSd(ofCase.map(iouOf)).mean),
  )
}

function poolByDistance(rows: readonly InterpolationQuality[]): Cell['byDistance'] {
  const groups = Map.groupBy(
    rows.flatMap(({ byDistance }) => byDistance),
    ({ distanceSlices }) => distanceSlices,
  )
  return [...groups]
    .map(([distanceSlices, group]) => {
      const intersection = group.reduce((sum, { intersectionVoxels }) => sum + intersectionVoxels, 0)
      const union = group.reduce((sum, { unionVoxels }) => sum + unionVoxels, 0)
      return { distanceSlices, iou: union === 0 ? null : intersection / union }
    })
    .sort((a, b) => a.distanceSlices - b.distanceSlices)
}

function page(): string {
  const middle = SERIES.filter(({ phases }) => phases === 'middle').map(({ name }) => name)
  return `# Interpolation quality

IoU of interpolated against human masks: over all voxels of the unannotated slices of a volume together, for each class; then
the mean over classes, then mean ± sd over volumes. Axial slices at a fixed interval, \`floor((i + φ)·D / n)\`. Made by
\`test/study/interpolationQuality.ts\`, which also writes \`interpolation-quality.json\`. Slices beyond the outermost key
slices follow each propagator's default: repeated up to an annotated-empty slice; background for morphological-contour.

## Three seeded phases

${table('three seeded', METHODS, (cell) => cell.unannotatedSlices)}

The same over all slices, annotated ones included (as the paper's Table 3 very probably counts):

${table('three seeded', METHODS, (cell) => cell.allSlices)}

## φ = 0.5

\`half-way\`: beyond the outermost key slices, masks are repeated only while the key slice is nearer than the annotated-empty
one. \`key slices named\`: ITK's filter is told which slices are annotated instead of finding out.

${table('middle', middle, (cell) => cell.unannotatedSlices)}

## By distance to the nearest annotated slice

Pooled over volumes, classes and the three phases, ρ = 0.1.

${distanceTable(0.1)}
`
}

function table(
  phases: Series['phases'],
  methods: readonly string[],
  valueOf: (cell: Cell) => Cell['allSlices'],
): string {
  const lines = [
    `| data set (volumes) | ρ | ${methods.join(' | ')} |`,
    `|---|---|${methods.map(() => '---|').join('')}`,
  ]
  for (const [dataset, ofSet] of Map.groupBy(cells, (cell) => cell.dataset))
    for (const densityFraction of DENSITIES) {
      const values = methods.map((method) => {
        const cell = ofSet.find(
          (each) => each.method === method && each.phases === phases && each.densityFraction === densityFraction,
        )
        return cell === undefined ? '' : withSpread(valueOf(cell))
      })
      lines.push(`| ${dataset} (${ofSet[0].caseCount}) | ${densityFraction} | ${values.join(' | ')} |`)
    }
  return lines.join('\n')
}

function withSpread({ mean, sd }: Cell['allSlices']): string {
  if (mean === null) return 'n/a'
  return sd === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${sd.toFixed(3)}`
}

function distanceTable(densityFraction: number): string {
  const distances = [1, 2, 3, 4, 5, 6, 8, 10]
  const lines = [
    `| data set | propagator | ${distances.join(' | ')} |`,
    `|---|---|${distances.map(() => '---|').join('')}`,
  ]
  for (const cell of cells) {
    if (cell.phases !== 'three seeded' || cell.densityFraction !== densityFraction) continue
    const values = distances.map(
      (distance) => cell.byDistance.find(({ distanceSlices }) => distanceSlices === distance)?.iou?.toFixed(3) ?? '',
    )
    lines.push(`| ${cell.dataset} | ${cell.method} | ${values.join(' | ')} |`)
  }
  return lines.join('\n')
}

/** One line a cell, five decimals. */
function rounded(values: readonly Cell[]): string[] {
  return values.map((value) =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Number(each.toFixed(5)) : each)),
  )
}
