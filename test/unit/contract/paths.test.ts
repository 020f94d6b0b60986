import { isContractProcedure } from '@orpc/contract'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../../../src-main/contract'
import { pathSchema, pathsIn } from '../../../src-main/contract/paths'

const NAME = /path|folder|workspace|output|image|label|reference|prediction|^model$|file|dir/i
const DESCRIPTION = /\b(folder|file|path|directory)\b|\.nii|\.onnx|\.csv/i
/** They look like paths and are none: ends of file names, values stored in files, ids. */
const NOT_PATHS = [
  'studies.import.imageSuffix',
  'studies.import.labelSuffix',
  'studies.import.datasetName',
  'training.train.settings.model',
]

/** Every string in a schema, with where it stands and whether it is registered as a path. */
function stringsIn(schema: z.core.$ZodType, at: string): { at: string; name: string; text: string; isPath: boolean }[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'string') {
    const isPath = pathsIn(schema, '/x').length === 1
    return [{ at, name: at.split('.').at(-1)!, text: (schema as z.ZodType).description ?? '', isPath }]
  }
  if (def.type === 'object') return Object.entries(def.shape).flatMap(([key, part]) => stringsIn(part, `${at}.${key}`))
  if (def.type === 'array') return stringsIn(def.element, at)
  if (def.type === 'union') return def.options.flatMap((option) => stringsIn(option, at))
  if (def.type === 'record') return stringsIn(def.valueType, at)
  return 'innerType' in def ? stringsIn(def.innerType, at) : []
}

function inputsOf(node: object, at: string[] = []): [string, z.core.$ZodType][] {
  return Object.entries(node).flatMap(([name, child]: [string, unknown]) => {
    const here = [...at, name]
    if (!isContractProcedure(child)) return inputsOf(child as object, here)
    const { inputSchema } = child['~orpc']
    return inputSchema === undefined ? [] : [[here.join('.'), inputSchema as unknown as z.core.$ZodType]]
  })
}

const strings = inputsOf(contract).flatMap(([method, schema]) => stringsIn(schema, method))

it('registers every field that looks like a path, so that roots hold for it', () => {
  const forgotten = strings
    .filter(
      ({ name, text, isPath, at }) => !isPath && (NAME.test(name) || DESCRIPTION.test(text)) && !NOT_PATHS.includes(at),
    )
    .map(({ at }) => at)
  expect(forgotten).toEqual([])
})

it('knows the paths of every stage', () => {
  const known = strings.filter(({ isPath }) => isPath).map(({ at }) => at)
  expect(known).toEqual(
    expect.arrayContaining([
      'files.list.path',
      'workspaces.open.path',
      'studies.inspect.path',
      'studies.import.folder',
      'studies.import.workspace',
      'volumes.open.workspace',
      'selection.sparsify.output',
      'plans.importLabels.path',
      'propagation.propagate.image',
      'training.predict.model',
      'analysis.evaluate.reference',
      'experiments.run.specPath',
      'report.write.outputPath',
      'exports.write.output',
    ]),
  )
})

it('finds paths wherever they stand, in values that are wrong too', () => {
  const schema = z.object({
    one: pathSchema('a'),
    maybe: pathSchema('b').optional(),
    many: z.array(z.object({ file: pathSchema('c') })),
    either: z.union([z.object({ kind: z.literal('x'), at: pathSchema('d') }), z.object({ kind: z.literal('y') })]),
    name: z.string(),
  })
  const value = { one: '/1', maybe: '/2', many: [{ file: '/3' }, 7], either: { kind: 'y', at: '/4' }, name: '/5' }
  expect(pathsIn(schema, value)).toEqual(['/1', '/2', '/3', '/4'])
  expect(pathsIn(schema, null)).toEqual([])
  expect(pathsIn(schema, { one: 5, many: 'no' })).toEqual([])
})
