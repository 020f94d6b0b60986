import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SlicewrightError } from '../../domain/errors'
import { readError, systemCodeOf } from '../files/fileErrors'

/**
 * `dataset.json`: the Medical Segmentation Decathlon's (labels value → name, `training` lists files) and nnU-Net's (labels
 * name → value or list of values, `channel_names`). Loose folders may have one with `name` and `labels` alone.
 */
const descriptionSchema = z.object({
  name: z.string().optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.number())])).optional(),
  modality: z.record(z.string(), z.string()).optional(),
  channel_names: z.record(z.string(), z.string()).optional(),
  file_ending: z.string().optional(),
  training: z.array(z.object({ image: z.string(), label: z.string() })).optional(),
  test: z.array(z.union([z.string(), z.object({ image: z.string() })])).optional(),
})
export type DatasetDescription = z.infer<typeof descriptionSchema>

/**
 * Null where the folder has no dataset.json.
 * @throws SlicewrightError FILE_UNREADABLE saying which field is wrong
 */
export async function readDatasetDescription(folder: string): Promise<DatasetDescription | null> {
  const path = join(folder, 'dataset.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null
    throw readError(error, path)
  }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error))
  }
  const parsed = descriptionSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw unreadable(path, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** What the labels of a description mean. */
export interface DescribedLabels {
  readonly classNames: Record<string, string>
  readonly allowedLabels: number[] | null
  /** nnU-Net: the label called `ignore`, always the highest; null where there is none. */
  readonly ignoreValue: number | null
}

export function describedLabels({ labels }: Pick<DatasetDescription, 'labels'>): DescribedLabels {
  const classNames: Record<string, string> = {}
  const allowed = new Set([0])
  let ignoreValue: number | null = null
  for (const [key, value] of Object.entries(labels ?? {})) {
    // The Decathlon writes "1": "anterior", nnU-Net "anterior": 1, or "whole": [1, 2, 3] for regions made of several labels.
    const isValueFirst = typeof value === 'string' && /^\d+$/.test(key) && !/^\d+$/.test(value)
    const name = isValueFirst ? value : key
    const values = (isValueFirst ? [key] : Array.isArray(value) ? value : [value]).map(Number)
    for (const each of values) if (Number.isInteger(each)) allowed.add(each)
    if (values.length !== 1) continue
    if (name === 'ignore') ignoreValue = values[0]
    else if (values[0] > 0) classNames[String(values[0])] = name
  }
  return { classNames, allowedLabels: labels === undefined ? null : [...allowed].sort((a, b) => a - b), ignoreValue }
}

function unreadable(path: string, why: string): SlicewrightError {
  return new SlicewrightError(
    'FILE_UNREADABLE',
    `${path} cannot be understood (${why}). Correct it, or move it away to have the folder read by its file names.`,
    { details: { path } },
  )
}
