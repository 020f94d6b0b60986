import { join } from 'node:path'
import { sharedDataPath } from './sharedDataPath'
import { temporaryPaths } from './temporaryPaths'
import { unzip } from './unzip'

/** Paths in the shared data where `a.zip!b` is `b` inside the archive `a.zip`, which is unpacked once, for one test file. */
export function sharedPlaces(): (place: string) => string {
  const temporary = temporaryPaths()
  const unpacked = new Map<string, string>()
  return (place) => {
    const [archive, inner] = place.split('!')
    if (inner === undefined) return sharedDataPath(place)
    const folder = unpacked.get(archive) ?? temporary(`archive-${unpacked.size}`)
    if (!unpacked.has(archive)) unzip(sharedDataPath(archive), folder)
    unpacked.set(archive, folder)
    return join(folder, inner)
  }
}
