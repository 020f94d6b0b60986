import type { Results } from '../experiment/results'
import type { FigureSpec } from './FigureSpec'

/** Legend entries of propagators: each keeps its style in every figure of a report, trained with or only measured. */
export function propagatorEntries(results: Results, shown: readonly string[]): FigureSpec['legend']['entries'] {
  const trained = results.runs.map((run) => run.configuration.propagator).filter((propagator) => propagator !== null)
  const all = [...new Set([...trained, ...results.interpolationQuality.map(({ propagator }) => propagator)])].sort()
  return shown.map((name) => ({ name, style: all.indexOf(name) }))
}
