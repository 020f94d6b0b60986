/**
 * Where a worker's entry lies: beside its source when the program runs from source (tests), among the bundle's entries when it
 * was built. Chunks lie one folder below the entries (electron.vite.config.ts names both).
 *
 * @param name the entry's name in electron.vite.config.ts, which is also its file's name
 * @param importMetaUrl of the module that asks
 */
export function workerEntryUrl(name: string, importMetaUrl: string): URL {
  if (importMetaUrl.endsWith('.ts')) return new URL(`./${name}.ts`, importMetaUrl)
  return new URL(/\/chunks\/[^/]+$/.test(importMetaUrl) ? `../${name}.js` : `./${name}.js`, importMetaUrl)
}
