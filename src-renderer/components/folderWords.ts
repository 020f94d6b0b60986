/** `1.4 MB`: decimal units, as file managers and disk makers count. */
export function sizeText(sizeBytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const exponent = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(sizeBytes, 1)) / 3))
  const value = sizeBytes / 1000 ** exponent
  return `${exponent === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[exponent] ?? ''}`
}

/** A path of the engine's machine with one more name; its separator shows in the folder itself. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}

/** Whether a file may be chosen; `extensions` without the dot, empty for all. */
export function hasExtension(name: string, extensions: readonly string[]): boolean {
  return extensions.length === 0 || extensions.some((each) => name.toLowerCase().endsWith(`.${each.toLowerCase()}`))
}
