import {
  describeList,
  describeNumber,
  describePercent,
  describeSigned,
} from '../../../src-main/domain/analysis/describeNumbers'
import type { FigureSpec } from '../../../src-main/domain/figures/FigureSpec'
import { describeIou, jsonLines, markdownTable, withInterval } from '../markdown'
import type { JudgedGoal } from './judgeGoals'
import type { StudyDevice } from './studyOptions'
import type { StudyHalf } from './studySets'
import { isClassical, type StudyEntry, type StudySummary } from './summariseStudy'

const HOPS = [1, 2, 3, 4, 5, 6, 8, 10]

const HALF_TITLES: Readonly<Record<StudyHalf, string>> = {
  reporting: 'Reporting halves',
  tuning: 'Tuning halves',
  shown: 'Single cases',
}

/** The whole page. @param figurePaths as links from the page, in the order of the figures */
export function studyPage({
  summary,
  figures,
  figurePaths,
  device,
}: {
  summary: StudySummary
  figures: readonly FigureSpec[]
  figurePaths: readonly string[]
  device: StudyDevice
}): string {
  const { entries, goals } = summary
  const ofHalf = (half: StudyHalf) => entries.filter((entry) => entry.half === half)
  const sections = [
    introduction(entries, device),
    ...section('Goals', goalTable(goals)),
    ...figures.map(({ title, caption }, at) => `![${title}](${figurePaths[at]})\n\n*${caption}*`),
    ...(['reporting', 'tuning', 'shown'] as const).flatMap((half) => {
      const here = ofHalf(half)
      if (here.length === 0) return []
      return [
        `## ${HALF_TITLES[half]}`,
        ...subsection('IoU on the unannotated slices', scoreTable(here, 'unannotatedSlices')),
        ...subsection('Against the best classical method', againstTable(here)),
        ...subsection('IoU on all slices, annotated ones included', scoreTable(here, 'allSlices')),
        ...subsection('HD95 of the filled volume, mm', surfaceTable(here)),
        ...subsection('IoU by slices to the nearest annotated slice, ρ = 10 %', hopsTable(here)),
        ...subsection('The estimate from the annotated slices alone', estimateTable(here)),
      ]
    }),
  ]
  return `${sections.join('\n\n')}\n`
}

/** Numbers for programs: neither times nor paths. */
export function studyJson({ entries, goals, estimates }: StudySummary): string {
  const plain = entries.map(({ estimate: { points: _, ...estimate }, ...entry }) => ({ ...entry, estimate }))
  return `{\n"goals": ${jsonLines(goals)},\n"entries": ${jsonLines(plain)},\n"estimates": ${jsonLines(estimates)}\n}\n`
}

function introduction(entries: readonly StudyEntry[], { deviceId, threads }: StudyDevice): string {
  const counts = [...new Set(entries.map(({ set, half, caseCount }) => `${set} ${half} ${caseCount}`))]
  const seeds = [...new Set(entries.flatMap((entry) => entry.seeds))].sort((a, b) => a - b)
  const changed = new Map(
    entries
      .filter(({ params }) => Object.keys(params).length > 0)
      .map(({ method, params }) => [method, `${method} ${JSON.stringify(params)}`]),
  )
  return `# Interpolation quality

How good propagated masks are: IoU with human masks over all voxels of the unannotated slices of a volume together, for each class; then the mean over
classes and seeds, then over cases. Axial slices at a fixed interval, \`floor((i + φ)·D / n)\`, φ drawn for each case by the seed as plans draw it. Learned methods
are trained once for each cohort (half of a set), density and seed, on that cohort's images and annotated slices alone. Slices beyond the outermost
key slices follow each method's default. Intervals are 95 % bootstrap intervals over cases, those of differences paired by case.

Sets of at least six cases are halved: cases at even positions of the sorted ids are for tuning, those at odd ones for reporting. Sets with fewer cases
are shown, never tuned on (first seed only).

Cases: ${describeList(counts)}. Seeds: ${seeds.join(', ')}. Learned methods on ${deviceId}, ${threads} threads. Parameters: ${
    changed.size === 0 ? 'the defaults of every method' : `the defaults, except ${describeList([...changed.values()])}`
  }.

Made by \`npm run study:interpolation\` (\`test/study/interpolationQuality.ts\`), which also writes \`interpolation-quality.json\`; not to be edited by hand.`
}

function section(title: string, body: string | null): string[] {
  return body === null ? [] : [`## ${title}`, body]
}

function subsection(title: string, body: string | null): string[] {
  return body === null ? [] : [`### ${title}`, body]
}

function goalTable(goals: readonly JudgedGoal[]): string {
  return markdownTable(
    ['goal', 'wanted', 'reached', 'verdict'],
    goals.map(({ goal, threshold, atLeast, unit, reached, basis, verdict }) => {
      const describe = (value: number) =>
        unit === '%' ? `${describeNumber(value, 1)}\u00a0%` : describeNumber(value, 4)
      const found = reached === null ? '–' : describe(reached)
      const wanted = `${atLeast ? '≥' : '≤'} ${describe(threshold)}`
      return [goal, wanted, basis === '' ? found : `${found} (${basis})`, verdict]
    }),
  )
}

function scoreTable(entries: readonly StudyEntry[], which: 'unannotatedSlices' | 'allSlices'): string {
  return methodTable(entries, ({ [which]: { mean, interval } }) => withInterval(mean, interval, describeIou))
}

function surfaceTable(entries: readonly StudyEntry[]): string {
  const table = methodTable(entries, ({ hd95Mm: { mean, undefinedCount, classCount } }) => {
    const missing = undefinedCount === 0 ? '' : ` [${describePercent(undefinedCount / classCount)}]`
    return `${describeNumber(mean, 2)}${missing}`
  })
  return `Mean over cases where it is defined; in brackets, how many classes are missing from the filled volumes and have none.\n\n${table}`
}

function estimateTable(entries: readonly StudyEntry[]): string {
  const table = methodTable(
    entries,
    ({ estimate: { cohortMeanAbsoluteError, caseMeanAbsoluteError, caseCoverageFraction } }) => {
      if (caseMeanAbsoluteError === null) return '–'
      const coverage = caseCoverageFraction === null ? '–' : describePercent(caseCoverageFraction)
      return `${describeIou(cohortMeanAbsoluteError)} / ${describeIou(caseMeanAbsoluteError)} / ${coverage}`
    },
  )
  return `Mean absolute error of the estimated IoU for a cohort / for a case / how many of the cases' 95 % intervals hold the truth.\n\n${table}`
}

/** One line for each set and density, one column for each method. */
function methodTable(entries: readonly StudyEntry[], describe: (entry: StudyEntry) => string): string {
  const methods = [...new Set(entries.map(({ method }) => method))]
  const rows = [...Map.groupBy(entries, ({ set, densityFraction }) => `${set} ${densityFraction}`).values()]
  return markdownTable(
    ['set (cases)', 'ρ', ...methods],
    inSetOrder(rows).map((same) => [
      `${same[0].set} (${same[0].caseCount})`,
      String(same[0].densityFraction),
      ...methods.map((method) => {
        const entry = same.find((each) => each.method === method)
        return entry === undefined ? '' : describe(entry)
      }),
    ]),
  )
}

/** A method that takes part in some sets only must not bring their rows to the end. */
function inSetOrder(rows: StudyEntry[][]): StudyEntry[][] {
  const sets = [...new Set(rows.map(([{ set }]) => set))]
  return rows.sort(([a], [b]) => sets.indexOf(a.set) - sets.indexOf(b.set) || a.densityFraction - b.densityFraction)
}

function againstTable(entries: readonly StudyEntry[]): string | null {
  const compared = entries.filter(({ method, againstClassical }) => !isClassical(method) && againstClassical !== null)
  if (compared.length === 0) return null
  const table = methodTable(compared, ({ againstClassical }) => {
    if (againstClassical === null) return ''
    const { difference, interval, errorCutPercent, errorCutInterval, best } = againstClassical
    const cut = withInterval(errorCutPercent, errorCutInterval, (value) => describeSigned(value, 0))
    return `${withInterval(difference, interval, (value) => describeSigned(value, 3))}; ${cut} %; ${best}`
  })
  return `Difference in IoU; cut of the error 1 − IoU in percent (negative: more error); the classical method with the highest mean there.\n\n${table}`
}

function hopsTable(entries: readonly StudyEntry[]): string | null {
  const here = entries.filter(({ densityFraction }) => densityFraction === 0.1)
  if (here.length === 0) return null
  const sets = [...new Set(here.map(({ set }) => set))]
  return markdownTable(
    ['set', 'method', ...HOPS.map(String)],
    sets.flatMap((set) =>
      here
        .filter((entry) => entry.set === set)
        .map(({ method, byHops }) => [
          set,
          method,
          ...HOPS.map((distance) => describeIou(byHops.find(({ hops }) => hops === distance)?.iou ?? null)),
        ]),
    ),
  )
}
