import type { TrainingSettings } from './trainingSettings'

/** The usual exponent of the polynomial schedule (Chen et al. 2017, as in nnU-Net). */
const POLY_EXPONENT = 0.9

/** @param step 0 for the first */
export function learningRateAt(settings: TrainingSettings, step: number): number {
  switch (settings.schedule) {
    case 'constant':
      return settings.learningRate
    case 'poly':
      return settings.learningRate * (1 - step / settings.stepCount) ** POLY_EXPONENT
  }
}
