import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { LabelMap } from '../../domain/labels/LabelMap'

const pack = promisify(deflateRaw)
const unpack = promisify(inflateRaw)

/**
 * Makes a label map once and gives a copy each time it is asked for. The trainer asks twice, and filling slices in is slow; kept
 * packed, the label maps of a whole cohort take a hundredth of their size.
 */
export function keepPacked(make: () => Promise<LabelMap>): () => Promise<LabelMap> {
  let kept: { readonly geometry: LabelMap['geometry']; readonly packed: Uint8Array } | null = null
  return async () => {
    if (kept !== null) return { geometry: kept.geometry, data: new Uint8Array(await unpack(kept.packed)) }
    const labelMap = await make()
    kept = { geometry: labelMap.geometry, packed: await pack(labelMap.data, { level: 1 }) }
    return labelMap
  }
}
