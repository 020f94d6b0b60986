// Lets a child process of a test run the sources as they are: Node strips the types, this finds the `.ts`.
//   node --import test/support/runTypescript.mjs some/file.ts
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.startsWith('.') && context.parentURL !== undefined) {
      const base = new URL(specifier, context.parentURL).href
      for (const candidate of [`${base}.ts`, `${base}/index.ts`])
        if (existsSync(fileURLToPath(candidate))) return nextResolve(candidate, context)
    }
    return nextResolve(specifier, context)
  },
})
