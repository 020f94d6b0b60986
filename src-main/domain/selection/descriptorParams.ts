import { z } from 'zod'
import { SlicewrightError } from '../errors'
import type { SelectionRequest } from './defineSelectionPolicy'
import type { SliceDescriptors } from './descriptors/SliceDescriptors'

/** What every policy that compares images takes. */
export const descriptorParams = {
  positionWeight: z
    .number()
    .min(0)
    .max(2)
    .default(0)
    .describe('λ: how much being far apart in the volume counts as being different; 0.2 keeps slices from clumping'),
}

/** The descriptors of a request that was checked to have them. */
export function descriptorsOf({ descriptors }: SelectionRequest): SliceDescriptors {
  if (descriptors === undefined) throw new SlicewrightError('INTERNAL', 'Descriptors were promised and are not there.')
  return descriptors
}
