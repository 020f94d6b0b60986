/** The name a typed word was probably meant to be: at most two edits away, and closer than half its length. */
export function closestName(typed: string, names: readonly string[]): string | null {
  const limit = Math.min(2, Math.floor(typed.length / 2))
  let best: { name: string; distance: number } | null = null
  for (const name of names) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase())
    if (distance <= limit && (best === null || distance < best.distance)) best = { name, distance }
  }
  return best?.name ?? null
}

/** Insertions, deletions and substitutions (Levenshtein), and swapped neighbours as one edit (Damerau). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const cheapest = Math.min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(isSwap ? Math.min(cheapest, beforePrevious[column - 2] + 1) : cheapest)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]
}
