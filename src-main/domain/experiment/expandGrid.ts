import { budgetFractionOf, withoutNoise } from './budget'
import { NO_PROPAGATOR, type ExperimentSpec } from './experimentSpec'

/** The policy of a cell that annotates every slice: there is nothing to choose. */
export const EVERY_SLICE = 'every-slice'

/** One configuration of a grid; with a seed it is a run. */
export interface Cell {
  /** Readable and unique in its grid, for example `unet-2d_d10_v50_fixed-interval`. */
  readonly cellId: string
  readonly model: string
  /** ρ */
  readonly densityFraction: number
  /** s */
  readonly volumeFraction: number
  readonly policy: string
  readonly propagator: string | null
  /** ρ = 1 and s = 1: every slice of every training volume. */
  readonly isDenseReference: boolean
  /** b = ρ·s */
  readonly budgetFraction: number
}

/** A cell and the seed of one repetition. */
export interface PlannedRun {
  readonly cell: Cell
  readonly seed: number
}

/**
 * All cells of a grid in a fixed order: by model, then policy, propagator, s and ρ as the spec lists them, the dense reference
 * last. A propagator is tried only at the s listed for it (method.md A3: s = 1). At ρ = 1 nothing is chosen and nothing is left to
 * fill, so all policies and propagators are one cell there. Cells that are the same are one cell.
 */
export function expandGrid({ grid, denseReference }: Pick<ExperimentSpec, 'grid' | 'denseReference'>): Cell[] {
  const cells = new Map<string, Cell>()
  const add = (cell: Cell) => {
    if (!cells.has(cell.cellId)) cells.set(cell.cellId, cell)
  }
  for (const model of grid.models) {
    for (const policy of grid.policies)
      for (const propagatorId of grid.propagators)
        for (const volumeFraction of grid.volumeFractions)
          for (const densityFraction of grid.densities) {
            const propagator = propagatorId === NO_PROPAGATOR ? null : propagatorId
            if (propagator !== null && !grid.propagatedVolumeFractions.includes(volumeFraction)) continue
            add(cellOf({ model, policy, propagator, densityFraction, volumeFraction }))
          }
  }
  if (denseReference)
    for (const model of grid.models)
      add(cellOf({ model, policy: EVERY_SLICE, propagator: null, densityFraction: 1, volumeFraction: 1 }))
  return [...cells.values()]
}

/** Every cell with every seed, cell by cell: a stopped grid has whole cells to show. */
export function expandRuns({ grid, denseReference }: Pick<ExperimentSpec, 'grid' | 'denseReference'>): PlannedRun[] {
  const seeds = [...new Set(grid.seeds)]
  return expandGrid({ grid, denseReference }).flatMap((cell) => seeds.map((seed) => ({ cell, seed })))
}

type Configuration = Pick<Cell, 'model' | 'policy' | 'propagator' | 'densityFraction' | 'volumeFraction'>

function cellOf(configuration: Configuration): Cell {
  const isEverySlice = configuration.densityFraction === 1
  const cell = isEverySlice ? { ...configuration, policy: EVERY_SLICE, propagator: null } : configuration
  return {
    cellId: cellIdOf(cell),
    ...cell,
    isDenseReference: isEverySlice && cell.volumeFraction === 1,
    budgetFraction: budgetFractionOf(cell),
  }
}

function cellIdOf({ model, densityFraction, volumeFraction, policy, propagator }: Configuration): string {
  const parts = [model, `d${hundredths(densityFraction)}`, `v${hundredths(volumeFraction)}`, policy]
  return [...parts, ...(propagator === null ? [] : [propagator])].join('_')
}

/** 0.125 → "12.5": a name for people, without the noise of floating point. */
function hundredths(fraction: number): string {
  return String(withoutNoise(fraction * 100))
}
