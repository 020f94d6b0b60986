import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The native addon of @tensorflow/tfjs-node-gpu, as `npm run setup:tensorflow` leaves it. */
export interface TensorflowAddon {
  /** Version of the npm package. */
  readonly packageVersion: string
  /** The addon; null where it is not built. */
  readonly addonPath: string | null
  /** Whether the TensorFlow library beside it is the CUDA build. */
  readonly hasCuda: boolean
}

/** The highest Node-API version that the package knows; its loader looks in the folder of that name. */
const ADDON = join('lib', 'napi-v8', 'tfjs_binding.node')

/** What is installed, without loading it. Null if the package itself is not there. */
export function findTensorflowAddon(): TensorflowAddon | null {
  const manifestPath = resolveOrNull('@tensorflow/tfjs-node-gpu/package.json')
  if (manifestPath === null) return null
  const folder = dirname(manifestPath)
  const { version } = JSON.parse(readFileSync(manifestPath, 'utf8')) as { version: string }
  const addonPath = join(folder, ADDON)
  const library = join(folder, 'deps', 'lib')
  return {
    packageVersion: version,
    addonPath: existsSync(addonPath) ? addonPath : null,
    // The CUDA build's wheel has NVIDIA's libraries for a neighbour.
    hasCuda: existsSync(library) && existsSync(join(dirname(realpathSync(library)), 'nvidia')),
  }
}

function resolveOrNull(specifier: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(specifier)
  } catch {
    return null
  }
}
