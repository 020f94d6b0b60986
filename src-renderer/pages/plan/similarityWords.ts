/** How alike two slices are, from the cosine of their descriptors (−1 to 1). */
export function similarityWords(similarity: number): string {
  if (similarity >= 0.95) return 'nearly the same'
  if (similarity >= 0.8) return 'very similar'
  if (similarity >= 0.5) return 'similar'
  if (similarity >= 0.2) return 'somewhat similar'
  return 'unlike, but nearest to it'
}

/** "stands for itself alone", "stands for 12 other slices". */
export function representedWords(count: number): string {
  if (count === 0) return 'stands for itself alone'
  return `stands for ${count} other slice${count === 1 ? '' : 's'}`
}
