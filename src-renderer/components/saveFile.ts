/** Hands a file made here to the user, as a download. */
export function saveFile(name: string, content: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download begins after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
