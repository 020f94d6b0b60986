import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The `resources` folder that came with the program. It lies beside `src-main` when the program runs from source, and beside `out`
 * when it was built.
 * @throws Error if the program was installed without it
 */
export function bundledResources(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const resources = join(folder, 'resources')
    if (existsSync(join(resources, 'sample', 'dataset.json'))) return resources
    if (dirname(folder) === folder)
      throw new Error('The folder "resources" of the program is missing. Install it again.')
  }
}
