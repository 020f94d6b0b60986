/** Twelve significant digits: products such as 0.1 · 0.5 and 0.05 · 1 become the same number, as they are on paper. */
const SIGNIFICANT_DIGITS = 12

/** b = ρ·s, the fraction of all training slices that is annotated (method.md A3). Equal products are equal numbers. */
export function budgetFractionOf(grid: { densityFraction: number; volumeFraction: number }): number {
  return withoutNoise(grid.densityFraction * grid.volumeFraction)
}

/**
 * b·T, the budget in slices that names a cell on the axes of the figures. Nominal: not rounded per volume (method.md A1);
 * what is annotated in fact follows from `sliceCountOf` volume by volume.
 * @param trainingSliceCount T, slices in all training volumes together
 */
export function nominalBudgetSlicesOf(grid: {
  densityFraction: number
  volumeFraction: number
  trainingSliceCount: number
}): number {
  return withoutNoise(budgetFractionOf(grid) * grid.trainingSliceCount)
}

/** Configurations that cost the same, cheapest group first. Within a group the order of `items` stays. */
export function isoBudgetGroups<Item extends { densityFraction: number; volumeFraction: number }>(
  items: readonly Item[],
): { budgetFraction: number; items: Item[] }[] {
  const groups = Map.groupBy(items, budgetFractionOf)
  return [...groups]
    .map(([budgetFraction, grouped]) => ({ budgetFraction, items: grouped }))
    .sort((a, b) => a.budgetFraction - b.budgetFraction)
}

export function withoutNoise(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS))
}
