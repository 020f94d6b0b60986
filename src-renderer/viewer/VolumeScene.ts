import { voxelToWorldMm, type Triple } from '../../src-main/domain/volume/geometry'
import { SLICE_AXES } from '../../src-main/domain/volume/slices'
import { GridVolume } from './GridVolume'
import { COMPARISON_CLASSES, compareLabelsInPlace } from './layerComparison'
import { labelColour, type Colour } from './labelPalette'
import { worldToVoxel } from './slicePlanes'
import type { LayerLook, SliceViewport } from './SliceViewport'
import { allocateVoxels, streamVoxels } from './streamVoxels'
import type {
  DisplayWindow,
  LabelLayer,
  LayerComparison,
  LayerStyle,
  Probe,
  VolumeSource,
  VoxelArray,
} from './viewerTypes'

/** Sent to the graphics card with one picture: more would make the picture late. */
const UPLOAD_BYTES_PER_FRAME = 6 * 2 ** 20
/** The layer that is computed where two are compared. */
export const COMPARISON_LAYER_ID = 'comparison'

interface SceneLayer {
  readonly layer: LabelLayer
  readonly grid: GridVolume
}

/** How label maps are drawn beyond what each layer asks for. */
export interface OverlayLook {
  readonly isHidden: boolean
  /** Multiplies the opacity of every layer. */
  readonly opacityFactor: number
}

interface Upload {
  readonly grid: GridVolume
  readonly slices: Set<number>
}

/**
 * A volume with its label maps, drawn in any number of panes. Fetches the voxels, sends them to the graphics card bit by bit
 * (nearest to what is looked at first) and draws at most once a frame.
 */
export class VolumeScene {
  readonly source: VolumeSource
  readonly voxels: VoxelArray
  /** k-slices that have arrived, as one range: they arrive outwards from the first. */
  arrived: { from: number; to: number } | null = null
  private readonly image: GridVolume
  private readonly layers = new Map<string, SceneLayer>()
  private comparison: { pair: LayerComparison; result: Uint8Array; grid: GridVolume } | null = null
  private readonly panes = new Set<SliceViewport>()
  private readonly uploads = new Map<GridVolume, Upload>()
  private readonly loading = new AbortController()
  private readonly onArrival: () => void
  private overlay: OverlayLook = { isHidden: false, opacityFactor: 1 }
  private window: DisplayWindow
  private focus: Triple
  private frame: number | null = null

  constructor(request: { source: VolumeSource; focusVoxel: Triple; window: DisplayWindow; onArrival: () => void }) {
    this.source = request.source
    this.focus = request.focusVoxel
    this.window = request.window
    this.onArrival = request.onArrival
    this.voxels = allocateVoxels(request.source)
    const { geometry, modality } = request.source
    this.image = new GridVolume({ geometry, data: this.voxels, modality })
  }

  /** @throws what the source throws; ends quietly when the scene is disposed of */
  async load(): Promise<void> {
    await streamVoxels({
      source: this.source,
      voxels: this.voxels,
      firstSlice: this.focus[2],
      signal: this.loading.signal,
      onSlices: (from, to) => {
        this.arrived = {
          from: Math.min(from, this.arrived?.from ?? from),
          to: Math.max(to, this.arrived?.to ?? to),
        }
        this.upload(this.image, range(from, to))
        this.onArrival()
      },
    })
  }

  addPane(pane: SliceViewport): void {
    this.panes.add(pane)
    pane.setVolume(this.image)
    pane.setWindow(this.window)
    this.drawLayersIn(pane)
  }

  removePane(pane: SliceViewport): void {
    this.panes.delete(pane)
    pane.setVolume(null)
  }

  setWindow(window: DisplayWindow): void {
    this.window = window
    for (const pane of this.panes) {
      pane.setWindow(window)
      pane.render()
    }
  }

  /** What is looked at, so that it is sent first. */
  setFocus(voxel: Triple): void {
    this.focus = voxel
  }

  setLayers(layers: readonly LabelLayer[], pair: LayerComparison | null, overlay: OverlayLook): void {
    this.overlay = overlay
    for (const [layerId, { layer, grid }] of this.layers) {
      if (layers.find((each) => each.layerId === layerId)?.data === layer.data) continue
      this.layers.delete(layerId)
      this.dropGrid(layerId, grid)
    }
    for (const layer of layers) {
      const known = this.layers.get(layer.layerId)
      const grid = known?.grid ?? this.makeLabelGrid(layer.data)
      this.layers.set(layer.layerId, { layer, grid })
    }
    this.setComparison(pair)
    for (const pane of this.panes) {
      this.drawLayersIn(pane)
      pane.render()
    }
  }

  /** @param sliceIndices on the volume's slice axis */
  updateSlices(layerId: string, sliceIndices: readonly number[]): void {
    const changed = this.layers.get(layerId)
    if (changed === undefined) return
    const { geometry, sliceAxis } = this.source
    // A slice on i or j crosses every k-slice, and k-slices are what can be sent alone.
    const kSlices = sliceAxis === 'k' ? sliceIndices : range(0, geometry.size[2])
    this.upload(changed.grid, kSlices)
    const { comparison } = this
    if (comparison === null || ![comparison.pair.layerIdA, comparison.pair.layerIdB].includes(layerId)) return
    this.compareSlices(kSlices)
    this.upload(comparison.grid, kSlices)
  }

  /** What is at a voxel that exists. */
  probe(voxel: readonly [number, number, number]): Probe {
    const { geometry } = this.source
    const [ni, nj] = geometry.size
    const at = voxel[0] + voxel[1] * ni + voxel[2] * ni * nj
    const hasArrived = this.arrived !== null && voxel[2] >= this.arrived.from && voxel[2] < this.arrived.to
    return {
      voxel,
      positionMm: voxelToWorldMm(geometry, voxel),
      value: hasArrived ? this.voxels[at] : null,
      labels: [...this.layers.values()].map(({ layer }) => ({ layerId: layer.layerId, label: layer.data[at] })),
    }
  }

  voxelAt(worldMm: Triple): readonly [number, number, number] | null {
    const voxel = worldToVoxel(this.source.geometry, worldMm).map(Math.round) as [number, number, number]
    return voxel.every((each, axis) => each >= 0 && each < this.source.geometry.size[axis]) ? voxel : null
  }

  dispose(): void {
    this.loading.abort()
    if (this.frame !== null) cancelAnimationFrame(this.frame)
    for (const pane of this.panes) pane.setVolume(null)
    this.panes.clear()
    for (const { grid } of this.layers.values()) grid.dispose()
    this.comparison?.grid.dispose()
    this.image.dispose()
  }

  private makeLabelGrid(data: Uint8Array): GridVolume {
    const { geometry } = this.source
    const grid = new GridVolume({ geometry, data, modality: 'SEG' })
    const sliceLength = geometry.size[0] * geometry.size[1]
    // A texture begins as zeros: slices without a label need not be sent.
    this.upload(
      grid,
      range(0, geometry.size[2]).filter((k) => hasLabels(data, k * sliceLength, (k + 1) * sliceLength)),
    )
    return grid
  }

  private setComparison(pair: LayerComparison | null): void {
    const a = pair === null ? undefined : this.layers.get(pair.layerIdA)
    const b = pair === null ? undefined : this.layers.get(pair.layerIdB)
    const isSame =
      this.comparison !== null &&
      this.comparison.pair.layerIdA === pair?.layerIdA &&
      this.comparison.pair.layerIdB === pair.layerIdB
    if (isSame && a !== undefined && b !== undefined) return
    if (this.comparison !== null) this.dropGrid(COMPARISON_LAYER_ID, this.comparison.grid)
    this.comparison = null
    if (pair === null || a === undefined || b === undefined) return
    const result = new Uint8Array(a.layer.data.length)
    compareLabelsInPlace({ a: a.layer.data, b: b.layer.data, result, from: 0, to: result.length })
    this.comparison = { pair, result, grid: this.makeLabelGrid(result) }
  }

  private compareSlices(kSlices: readonly number[]): void {
    const { comparison } = this
    if (comparison === null) return
    const a = this.layers.get(comparison.pair.layerIdA)
    const b = this.layers.get(comparison.pair.layerIdB)
    if (a === undefined || b === undefined) return
    const sliceLength = this.source.geometry.size[0] * this.source.geometry.size[1]
    for (const k of kSlices)
      compareLabelsInPlace({
        a: a.layer.data,
        b: b.layer.data,
        result: comparison.result,
        from: k * sliceLength,
        to: (k + 1) * sliceLength,
      })
  }

  private drawLayersIn(pane: SliceViewport): void {
    const compared = this.comparison === null ? [] : [this.comparison.pair.layerIdA, this.comparison.pair.layerIdB]
    for (const { layer, grid } of this.layers.values()) {
      const colours = new Map(layer.classes.map(({ label }) => [label, labelColour(label)]))
      const isVisible = layer.isVisible && !compared.includes(layer.layerId)
      pane.setLayer(layer.layerId, grid, this.lookOf({ ...layer, isVisible, colours }))
    }
    if (this.comparison === null) return
    const colours = new Map<number, Colour>(COMPARISON_CLASSES.map(({ label, colour }) => [label, colour]))
    const style: LayerStyle = 'both'
    pane.setLayer(
      COMPARISON_LAYER_ID,
      this.comparison.grid,
      this.lookOf({ isVisible: true, style, opacityFraction: 0.5, colours }),
    )
  }

  private lookOf(look: Pick<LayerLook, 'isVisible' | 'style' | 'opacityFraction' | 'colours'>): LayerLook {
    const { isVisible, style, opacityFraction, colours } = look
    return {
      isVisible: isVisible && !this.overlay.isHidden,
      style,
      opacityFraction: Math.min(1, opacityFraction * this.overlay.opacityFactor),
      colours,
    }
  }

  private dropGrid(layerId: string, grid: GridVolume): void {
    for (const pane of this.panes) pane.removeLayer(layerId)
    this.uploads.delete(grid)
    grid.dispose()
  }

  private upload(grid: GridVolume, kSlices: readonly number[]): void {
    const upload = this.uploads.get(grid) ?? { grid, slices: new Set<number>() }
    for (const k of kSlices) upload.slices.add(k)
    if (upload.slices.size === 0) return
    this.uploads.set(grid, upload)
    this.frame ??= requestAnimationFrame(() => this.sendSome())
  }

  /** One frame's share of what waits, nearest to the focus first. */
  private sendSome(): void {
    this.frame = null
    let roomBytes = UPLOAD_BYTES_PER_FRAME
    for (const { grid, slices } of [...this.uploads.values()]) {
      const nearest = [...slices].sort((a, b) => Math.abs(a - this.focus[2]) - Math.abs(b - this.focus[2]))
      const share = nearest.slice(0, Math.max(1, Math.floor(roomBytes / grid.sliceByteLength)))
      grid.uploadSlices(share)
      for (const k of share) slices.delete(k)
      if (slices.size === 0) this.uploads.delete(grid)
      roomBytes -= share.length * grid.sliceByteLength
      if (roomBytes <= 0) break
    }
    for (const pane of this.panes) pane.render()
    if (this.uploads.size > 0) this.frame = requestAnimationFrame(() => this.sendSome())
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}

function hasLabels(data: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (data[at] !== 0) return true
  return false
}

/** The number (0 = i, 1 = j, 2 = k) of the axis whose slices are counted. */
export function sliceAxisIndex(source: VolumeSource): 0 | 1 | 2 {
  return SLICE_AXES.indexOf(source.sliceAxis) as 0 | 1 | 2
}
