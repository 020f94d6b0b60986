import { defineReconstructionPropagator } from './defineReconstructionPropagator'
import { sli2volMethod } from './sli2volMethod'

export const sli2vol = defineReconstructionPropagator(sli2volMethod)
