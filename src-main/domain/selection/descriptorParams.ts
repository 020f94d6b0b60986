import { z } from 'zod'
import { SlicewrightError } from '../errors'
import type { SelectionRequest } from './defineSelectionPolicy'
import type { SliceDescriptors } from './descriptors/SliceDescriptors'

/** Ids of the catalog of slice descriptors (catalog/sliceDescriptors.ts), which this room cannot see. */
export const DESCRIPTOR_IDS = ['thumbnails', 'auto-encoder', 'reconstruction', 'onnx'] as const

const DESCRIPTOR_SCOPES = ['volume', 'dataset'] as const
export type DescriptorScope = (typeof DESCRIPTOR_SCOPES)[number]

/** What every policy that compares images takes. */
export const descriptorParams = {
  positionWeight: z
    .number()
    .min(0)
    .max(2)
    .default(0)
    .describe('How much being far apart in the volume counts as being different (λ); 0.2 keeps slices from clumping'),
  descriptors: z
    .enum(DESCRIPTOR_IDS)
    .default('thumbnails')
    .describe(
      'What slices are compared by: small pictures; an auto-encoder, trained on the data set; the encoder of a trained propagator; an imported ONNX network',
    ),
  descriptorModel: z
    .string()
    .min(1)
    .optional()
    .describe(
      'For reconstruction the id of a trained sli2vol or ssa model of the workspace, for onnx the path of the file',
    ),
  scope: z
    .enum(DESCRIPTOR_SCOPES)
    .default('volume')
    .describe(
      'Choose within each volume (as the paper does), or over all slices of the data set together, where volumes get different numbers of slices',
    ),
  maximumPerVolume: z
    .int()
    .min(1)
    .optional()
    .describe('Over the data set: no more slices than this in one volume; left out, as many as it takes'),
}

const descriptorChoiceSchema = z.object({
  descriptors: descriptorParams.descriptors,
  descriptorModel: descriptorParams.descriptorModel,
  scope: descriptorParams.scope,
  maximumPerVolume: descriptorParams.maximumPerVolume,
})
export type DescriptorChoice = z.infer<typeof descriptorChoiceSchema>

/**
 * The part of a policy's params that decides how slices are described and where they compete.
 * @throws SlicewrightError BAD_REQUEST
 */
export function descriptorChoiceOf(params: Readonly<Record<string, unknown>>): DescriptorChoice {
  const parsed = descriptorChoiceSchema.safeParse(params)
  if (parsed.success) return parsed.data
  const sentences = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': '))
  throw new SlicewrightError('BAD_REQUEST', `Wrong parameters of the selection policy: ${sentences.join('; ')}.`, {
    details: { issues: sentences },
  })
}

/** The descriptors of a request that was checked to have them. */
export function descriptorsOf({ descriptors }: SelectionRequest): SliceDescriptors {
  if (descriptors === undefined) throw new SlicewrightError('INTERNAL', 'Descriptors were promised and are not there.')
  return descriptors
}
