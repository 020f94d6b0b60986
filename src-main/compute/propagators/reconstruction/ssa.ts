import { defineReconstructionPropagator } from './defineReconstructionPropagator'
import { ssaMethod } from './ssaMethod'

export const ssa = defineReconstructionPropagator(ssaMethod)
