import { markRaw } from 'vue'
import { sliceLayout, type SliceAxis } from '../../../src-main/domain/volume/slices'
import type { LabelLayer } from '../../viewer/viewerTypes'

const MERGED_LAYER_ID = 'reviewed-mask'

/**
 * The mask under review as one label map, for comparing: what was drawn and accepted, and elsewhere what is suggested. A slice is in
 * one of the two only, as accepting moves it.
 */
export class MergedMask {
  readonly layer: LabelLayer
  private readonly parts: readonly LabelLayer[]

  constructor(parts: readonly LabelLayer[]) {
    this.parts = parts
    const data = markRaw(new Uint8Array(parts[0].data.length))
    this.layer = { ...parts[0], layerId: MERGED_LAYER_ID, title: 'Mask under review', data }
    this.mergeVoxels(0, data.length)
  }

  isMadeOf(layerId: string): boolean {
    return this.parts.some((part) => part.layerId === layerId)
  }

  /** Takes slices over again whose voxels changed in a part. */
  update(place: {
    readonly size: readonly [number, number, number]
    readonly sliceAxis: SliceAxis
    readonly sliceIndices: readonly number[]
  }): void {
    if (place.sliceAxis !== 'k') return this.mergeVoxels(0, this.layer.data.length)
    const length = sliceLayout([...place.size], 'k').strides.slice
    for (const sliceIndex of place.sliceIndices) this.mergeVoxels(sliceIndex * length, (sliceIndex + 1) * length)
  }

  private mergeVoxels(from: number, to: number): void {
    const [first, ...others] = this.parts
    this.layer.data.set(first.data.subarray(from, to), from)
    for (const { data } of others) {
      for (let at = from; at < to; at++) if (data[at] !== 0) this.layer.data[at] = data[at]
    }
  }
}
