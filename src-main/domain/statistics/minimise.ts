/**
 * Smallest value of a smooth function of few parameters, without derivatives (Nelder and Mead, The Computer Journal 7, 1965). Deterministic.
 * @param options.steps size of the first simplex along each parameter
 * @returns the best parameters found within `evaluationLimit` evaluations
 */
export function minimise(options: {
  readonly objective: (parameters: readonly number[]) => number
  readonly start: readonly number[]
  readonly steps: readonly number[]
  readonly evaluationLimit: number
}): number[] {
  const { objective, start, steps, evaluationLimit } = options
  let evaluations = 0
  const valued = (parameters: number[]) => {
    evaluations++
    return { parameters, value: objective(parameters) }
  }
  let simplex = [
    valued([...start]),
    ...steps.map((step, at) => valued(start.map((value, other) => (other === at ? value + step : value)))),
  ]
  while (evaluations < evaluationLimit) {
    simplex.sort((a, b) => a.value - b.value)
    const best = simplex[0]
    const worst = simplex[simplex.length - 1]
    if (worst.value - best.value <= 1e-9 * (Math.abs(best.value) + 1e-9)) break
    const centre = start.map(
      (_, at) => simplex.slice(0, -1).reduce((sum, each) => sum + each.parameters[at], 0) / start.length,
    )
    // At distance 1 lies the mirror image of the worst corner, at −1 the corner itself.
    const along = (distance: number) =>
      valued(centre.map((value, at) => value + distance * (value - worst.parameters[at])))
    const reflected = along(1)
    let replacement = reflected
    if (reflected.value < best.value) {
      const expanded = along(2)
      if (expanded.value < reflected.value) replacement = expanded
    } else if (reflected.value >= simplex[simplex.length - 2].value) {
      replacement = along(reflected.value < worst.value ? 0.5 : -0.5)
      if (replacement.value >= Math.min(reflected.value, worst.value)) {
        simplex = [
          best,
          ...simplex
            .slice(1)
            .map((each) => valued(each.parameters.map((value, at) => (value + best.parameters[at]) / 2))),
        ]
        continue
      }
    }
    simplex[simplex.length - 1] = replacement
  }
  return simplex.reduce((best, each) => (each.value < best.value ? each : best)).parameters
}
