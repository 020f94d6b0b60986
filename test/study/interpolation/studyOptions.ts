import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { deviceIdSchema } from '../../../src-main/domain/devices/deviceReport'
import { SlicewrightError } from '../../../src-main/domain/errors'
import { knownMethodIds, studyMethod, type StudyMethod } from './studyMethods'
import { STUDY_HALVES, STUDY_SET_IDS, type StudyHalf } from './studySets'

export const STUDY_USAGE = `npm run study:interpolation -- [options]
  --sets A,B            of ${STUDY_SET_IDS.join(', ')} (all)
  --methods A,B         of nearest, signed-distance, morphological-contour, aligned-shape, sli2vol, ssa, cohort, auto (all there are)
  --densities 0.05,0.1  fractions of slices annotated (0.05,0.1,0.2,0.4,0.8)
  --seeds 1,2,3         phase of the annotated slices and training (1,2,3); sets that are only shown take the first
  --half WHICH          tuning, reporting or both (both); sets too small to be halved are shown with both alone
  --limit N             cases of each half (100)
  --params METHOD=JSON  parameters of a method other than its defaults; may be given several times
  --device ID           that learned methods train and compute on (onnx-cpu)
  --threads N           on that device (2)
  --keep-trainings      what was learned stays in the work folder (about 20 MB a cell), so that a change of the estimate trains nothing again
  --work DIR            what is computed already (.cache/study-interpolation)
  --output DIR          of the page (docs/reference; with any option that leaves something out, WORK/page)
  --images DIR          of the figures (docs/images; likewise WORK/page)
  --render-only         write the page from what is computed already
`

const DENSITIES = [0.05, 0.1, 0.2, 0.4, 0.8]
const SEEDS = [1, 2, 3]
const LIMIT = 100

export interface StudyOptions {
  readonly sets: readonly string[]
  readonly halves: readonly StudyHalf[]
  readonly methods: readonly StudyMethod[]
  readonly densities: readonly number[]
  readonly seeds: readonly number[]
  readonly limit: number
  readonly device: StudyDevice
  readonly keepsTrainings: boolean
  readonly workFolder: string
  readonly outputFolder: string
  readonly imageFolder: string
  readonly isRenderOnly: boolean
}

/** Sums depend on both, so they are part of what decides a learned method's result. */
export interface StudyDevice {
  readonly deviceId: string
  readonly threads: number
}

/** @throws SlicewrightError BAD_REQUEST, UNKNOWN_ID; of `parseArgs` for options that there are not */
export function studyOptions({ args, root }: { args: readonly string[]; root: string }): StudyOptions {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      sets: text,
      methods: text,
      densities: text,
      seeds: text,
      half: text,
      limit: text,
      params: { type: 'string', multiple: true },
      device: text,
      threads: text,
      work: text,
      output: text,
      images: text,
      'keep-trainings': { type: 'boolean', default: false },
      'render-only': { type: 'boolean', default: false },
    },
  })
  const { sets, methods, densities, seeds, half, limit, params = [], device = 'onnx-cpu', threads = '2' } = values
  const paramsById = new Map(params.map(paramsOf))
  const methodIds = methods?.split(',') ?? knownMethodIds()
  const unused = [...paramsById.keys()].find((id) => !methodIds.includes(id))
  if (unused !== undefined) throw badOption('params', unused, `a method that takes part: ${methodIds.join(', ')}`)
  const workFolder = values.work ?? join(root, '.cache/study-interpolation')
  const isWhole = [sets, methods, densities, seeds, half, limit].every((each) => each === undefined)
  const folder = (asked: string | undefined, whole: string) =>
    asked ?? (isWhole && params.length === 0 ? join(root, whole) : join(workFolder, 'page'))
  return {
    sets: sets === undefined ? STUDY_SET_IDS : sets.split(',').map((id) => oneOf('sets', id, STUDY_SET_IDS)),
    halves: halvesOf(half),
    methods: methodIds.map((id) => studyMethod(id, paramsById.get(id) ?? {})),
    densities: numbersOf('densities', densities, z.number().gt(0).lt(1)) ?? DENSITIES,
    seeds: numbersOf('seeds', seeds, z.int().min(0).max(0xffffffff)) ?? SEEDS,
    limit: numbersOf('limit', limit, z.int().min(1))?.[0] ?? LIMIT,
    device: {
      deviceId: oneOf('device', device, deviceIdSchema.options),
      threads: numbersOf('threads', threads, z.int().min(1))?.[0] ?? 1,
    },
    keepsTrainings: values['keep-trainings'],
    workFolder,
    outputFolder: folder(values.output, 'docs/reference'),
    imageFolder: folder(values.images, 'docs/images'),
    isRenderOnly: values['render-only'],
  }
}

function halvesOf(half: string | undefined): readonly StudyHalf[] {
  if (half === undefined || half === 'both') return STUDY_HALVES
  return [oneOf('half', half, ['tuning', 'reporting'] as const)]
}

function paramsOf(text: string): [id: string, params: Record<string, unknown>] {
  const at = text.indexOf('=')
  try {
    return [text.slice(0, at), z.record(z.string(), z.unknown()).parse(JSON.parse(text.slice(at + 1)))]
  } catch {
    throw badOption('params', text, 'METHOD=JSON, for example cohort={"stepCount":200}')
  }
}

function numbersOf(option: string, text: string | undefined, schema: z.ZodType<number>): number[] | null {
  if (text === undefined) return null
  return text.split(',').map((each) => {
    const parsed = schema.safeParse(each.trim() === '' ? Number.NaN : Number(each))
    if (parsed.success) return parsed.data
    throw badOption(option, each, parsed.error.issues[0].message)
  })
}

function oneOf<Id extends string>(option: string, found: string, allowed: readonly Id[]): Id {
  const known = allowed.find((id) => id === found)
  if (known === undefined) throw badOption(option, found, `one of ${allowed.join(', ')}`)
  return known
}

function badOption(option: string, found: string, expected: string): SlicewrightError {
  return new SlicewrightError('BAD_REQUEST', `--${option} is "${found}"; expected: ${expected}.`, {
    details: { option, found },
  })
}
