import type { SliceAxis } from '../volume/slices'
import type { InterpolatedWeight } from './interpolatedWeight'
import type { CellConfiguration } from './results'
import type { CaseRole } from '../cases/caseRole'

/**
 * Raised whenever a change of the code changes numbers: finished runs of an older version are then not taken for new ones.
 * Changes that cannot touch a result (speed, messages, layout) leave it.
 */
export const SCIENCE_VERSION = 1

/** A case as far as it decides a result: its voxels, not its name or place on disk. */
export interface CaseIdentity {
  readonly caseId: string
  readonly role: CaseRole
  readonly imageSha256: string
  /** Which volume of a 4D image. */
  readonly imageChannel: number | null
  readonly labelSha256: string
  readonly sliceAxis: SliceAxis
}

/** Everything that decides the result of a run, and nothing else. */
export interface RunIdentity {
  readonly scienceVersion: number
  readonly configuration: CellConfiguration
  /** Training settings and preprocessing, every default filled in. */
  readonly training: unknown
  /** Left out where no slice was interpolated or all count alike: such runs keep the id that they always had. */
  readonly interpolatedWeight?: Exclude<InterpolatedWeight, 'one'>
  /** The classes the network tells apart, ascending. */
  readonly classLabels: readonly number[]
  readonly cases: readonly CaseIdentity[]
  readonly device: { readonly deviceId: string; readonly threads: number; readonly library: string }
}

/**
 * The text whose SHA-256 is the run id. Cases are ordered by role and id, so that the order in which a workspace lists them
 * does not matter.
 */
export function runIdentityText(identity: RunIdentity): string {
  const key = ({ role, caseId }: CaseIdentity) => `${role} ${caseId}`
  const cases = [...identity.cases].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return canonicalJson({ ...identity, cases })
}

/**
 * JSON with the keys of every object sorted and no white space: equal values give equal text.
 * @throws TypeError on what JSON cannot hold faithfully (functions, NaN, infinite numbers): it would make two runs look alike
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined)
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`)
      .join(',')}}`
  }
  throw new TypeError(`A run's identity cannot contain ${String(value)}.`)
}
