import { SlicewrightError } from '../errors'
import { IGNORE_LABEL } from './LabelMap'

/** One stored value and the label it becomes: 0 background, 1–254 a class, 255 not annotated. */
interface LabelMappingEntry {
  readonly from: number
  readonly to: number
}

export type LabelMapping = readonly LabelMappingEntry[]

/**
 * Reads `1:1,255:1`: stored value, colon, label.
 * @throws SlicewrightError BAD_REQUEST saying which part is wrong
 */
export function parseLabelMapping(text: string): LabelMapping {
  const entries = text.split(',').map((part) => {
    const match = /^\s*(-?\d+)\s*:\s*(\d+)\s*$/.exec(part)
    const to = Number(match?.[2])
    if (match === null || to > IGNORE_LABEL)
      throw wrongMapping(text, `"${part}" is not STORED:LABEL with LABEL from 0 to 255`)
    return { from: Number(match[1]), to }
  })
  const twice = entries.find(({ from }, at) => entries.findIndex((other) => other.from === from) < at)
  if (twice !== undefined) throw wrongMapping(text, `${twice.from} is mapped twice`)
  return entries
}

/** `1:1,255:1` again. */
export function formatLabelMapping(mapping: LabelMapping): string {
  return mapping.map(({ from, to }) => `${from}:${to}`).join(',')
}

function wrongMapping(text: string, why: string): SlicewrightError {
  return new SlicewrightError(
    'BAD_REQUEST',
    `Cannot read the label mapping "${text}": ${why}. Write for example 1:1,255:1 (255 on the right means not annotated).`,
    { details: { found: text } },
  )
}
