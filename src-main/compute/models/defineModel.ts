import { z } from 'zod'
import { SlicewrightError } from '../../domain/errors'
import type { Network } from './Network'

/** A family of networks, as the catalog lists it. */
export interface Model {
  readonly id: string
  readonly label: string
  readonly description: string
  /** The settings of the family; every field has a default and a description. */
  readonly paramsSchema: z.ZodType
  /** @throws SlicewrightError SPEC_INVALID if `params` do not fit the schema */
  configure(params: Readonly<Record<string, unknown>>): ConfiguredModel
}

/** A model whose settings are known. */
export interface ConfiguredModel {
  /** All settings, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>
  /** Width and height of the input must be multiples of this. */
  readonly sizeMultiple: number
  /** @param options.classCount with background */
  createNetwork(options: { classCount: number; seed: number }): Network
}

/** Parses the settings once, so that all entries of the catalog share one type. */
export function defineModel<Params extends Record<string, unknown>>(definition: {
  id: string
  label: string
  description: string
  params: z.ZodType<Params>
  sizeMultipleOf: (params: Params) => number
  createNetwork: (options: { params: Params; classCount: number; seed: number }) => Network
}): Model {
  const { id, label, description, params: paramsSchema, sizeMultipleOf, createNetwork } = definition
  return {
    id,
    label,
    description,
    paramsSchema,
    configure(given) {
      const parsed = paramsSchema.safeParse(given)
      if (!parsed.success)
        throw new SlicewrightError('SPEC_INVALID', `Settings of model "${id}": ${z.prettifyError(parsed.error)}`, {
          details: { model: id, issues: parsed.error.issues },
        })
      const params = parsed.data
      return {
        params,
        sizeMultiple: sizeMultipleOf(params),
        createNetwork: (options) => createNetwork({ params, ...options }),
      }
    },
  }
}
