import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ExperimentStudyOptions, GridOptions } from './experimentStudy'

const root = resolve(import.meta.dirname, '../../..')

/** The same in all studies, so that their pages can be compared. */
const COMMON_DEFAULTS = { seeds: [1, 2, 3], stepCount: 200, trainCount: 24, testCount: 40 }

/**
 * @param options.methodsOption name of the option with the methods that are compared
 * @returns null where help was asked for, and written
 */
export function experimentOptions({
  name,
  methodsOption,
  methods,
  densities,
}: {
  name: string
  methodsOption: string
  methods: readonly string[]
  densities: readonly number[]
}): ExperimentStudyOptions | null {
  const defaults = { ...COMMON_DEFAULTS, methods, densities }
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    options: {
      [methodsOption]: text,
      densities: text,
      seeds: text,
      steps: text,
      train: text,
      test: text,
      device: text,
      threads: text,
      work: text,
      output: text,
      images: text,
      'estimate-only': flag,
      'render-only': flag,
      help: flag,
    },
  })
  const given = (option: string): string | undefined => {
    const value = (values as Record<string, string | boolean | undefined>)[option]
    return typeof value === 'string' ? value : undefined
  }
  if (values.help) {
    process.stdout.write(usage({ name, methodsOption, defaults }))
    return null
  }
  const numbers = (option: string, fallback: readonly number[]) => given(option)?.split(',').map(Number) ?? fallback
  const grid: GridOptions = {
    methods: given(methodsOption)?.split(',') ?? defaults.methods,
    densities: numbers('densities', defaults.densities),
    seeds: numbers('seeds', defaults.seeds),
    stepCount: numbers('steps', [defaults.stepCount])[0],
    trainCount: numbers('train', [defaults.trainCount])[0],
    testCount: numbers('test', [defaults.testCount])[0],
  }
  const workFolder = resolve(given('work') ?? join(root, '.cache', `study-${name}`))
  const isWhole = [methodsOption, 'densities', 'seeds', 'steps', 'train', 'test'].every(
    (each) => given(each) === undefined,
  )
  const folder = (option: string, whole: string) =>
    resolve(given(option) ?? (isWhole ? join(root, whole) : join(workFolder, 'page')))
  return {
    grid,
    workFolder,
    outputFolder: folder('output', 'docs/reference'),
    imageFolder: folder('images', 'docs/images'),
    deviceArguments: ['device', 'threads'].flatMap((option) => {
      const value = given(option)
      return value === undefined ? [] : [`--${option}`, value]
    }),
    mode: values['render-only'] === true ? 'render' : values['estimate-only'] === true ? 'estimate' : 'run',
  }
}

function usage({
  name,
  methodsOption,
  defaults,
}: {
  name: string
  methodsOption: string
  defaults: GridOptions
}): string {
  return `npm run study:${name} -- [options]
  --${methodsOption} A,B   (${defaults.methods.join(',')})
  --densities A,B    fractions of slices annotated (${defaults.densities.join(',')})
  --seeds A,B        (${defaults.seeds.join(',')})
  --steps N          of each training (${defaults.stepCount})
  --train N, --test N   cases (${defaults.trainCount}, ${defaults.testCount})
  --device ID, --threads N   as in "slicewright run"
  --work DIR         data set and workspace (.cache/study-${name})
  --output DIR       of the page (docs/reference; with any option that changes the grid, WORK/page)
  --images DIR       of the figure (docs/images; likewise WORK/page)
  --estimate-only    say what the runs that are left would take
  --render-only      write the page from what is computed already
`
}
