import { z } from 'zod'
import { describePercent } from './describeNumbers'

/** The settings that a sentence is made of; a report reads them from a spec that another version may have written. */
const preprocessingSchema = z.looseObject({
  spacingMm: z.looseObject({ width: z.number(), height: z.number() }).nullable(),
  size: z.looseObject({ width: z.number(), height: z.number() }).nullable(),
  maximumSize: z.number(),
  intensity: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('z-score') }),
    z.looseObject({ kind: z.literal('window'), lowest: z.number(), highest: z.number() }),
    z.looseObject({ kind: z.literal('percentiles'), lowFraction: z.number(), highFraction: z.number() }),
  ]),
})

/** One sentence for a methods section; empty if the settings are not known. */
export function describePreprocessing(settings: unknown): string {
  const parsed = preprocessingSchema.safeParse(settings)
  if (!parsed.success) return ''
  const { spacingMm, size, maximumSize, intensity } = parsed.data
  const spacing =
    spacingMm === null
      ? `the median in-plane spacing of the training volumes (coarser where a slice would need more than ${maximumSize} pixels a side)`
      : `${spacingMm.width} × ${spacingMm.height} mm in-plane`
  const canvas =
    size === null ? 'the size that the largest training volume needs' : `${size.width} × ${size.height} pixels`
  return `Slices were resampled to ${spacing}, cropped or padded to ${canvas}, and ${describeIntensity(intensity)}; nothing was resampled, cropped or padded along the slice axis.`
}

function describeIntensity(intensity: z.infer<typeof preprocessingSchema>['intensity']): string {
  const zScore = 'normalised to zero mean and unit variance for each volume'
  switch (intensity.kind) {
    case 'z-score':
      return zScore
    case 'window':
      return `clipped to [${intensity.lowest}, ${intensity.highest}] and ${zScore}`
    case 'percentiles':
      return `clipped to their ${describePercent(intensity.lowFraction)} and ${describePercent(intensity.highFraction)} quantiles and ${zScore}`
  }
}

/** Settings in words, for example "probability 0.8, flip width no, rotation degrees 10"; empty if there are none. */
export function describeSettings(settings: unknown): string {
  return flattenSettings(settings)
    .map(([key, value]) => `${key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)} ${value}`)
    .join(', ')
}

/** Nested settings as [dotted key, value as text], in their order. */
export function flattenSettings(settings: unknown, prefix = ''): [string, string][] {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    return prefix === '' ? [] : [[prefix, describeSetting(settings)]]
  return Object.entries(settings).flatMap(([key, value]) =>
    flattenSettings(value, prefix === '' ? key : `${prefix}.${key}`),
  )
}

function describeSetting(value: unknown): string {
  if (value === null || value === undefined) return 'not set'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value)
    ? value.map(describeSetting).join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}
