// Lets Node 24 itself run the sources (`node --import ./test/support/resolveTypescript.mjs FILE.ts`), worker threads included:
// Node strips the types, this finds the files, whose imports name no extension. The product never does this, it is bundled.
import { existsSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (/^\.\.?\//.test(specifier) && context.parentURL?.endsWith('.ts')) {
      const target = new URL(specifier, context.parentURL)
      for (const candidate of [`${target.href}.ts`, `${target.href}/index.ts`]) {
        const path = fileURLToPath(candidate)
        if (existsSync(path) && statSync(path).isFile()) return nextResolve(candidate, context)
      }
    }
    return nextResolve(specifier, context)
  },
})
