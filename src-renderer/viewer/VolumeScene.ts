import { voxelToWorldMm, type Triple } from '../../src-main/domain/volume/geometry'
import { GridVolume } from './GridVolume'
import { COMPARISON_CLASSES, compareLabelsInPlace } from './layerComparison'
import { labelColour, type Colour } from './labelPalette'
import { PictureTimes } from './PictureTimes'
import { worldToVoxel } from './slicePlanes'
import type { LayerLook, SliceViewport } from './SliceViewport'
import { allocateVoxels, streamVoxels } from './streamVoxels'
import { UploadQueue } from './UploadQueue'
import type {
  DisplayWindow,
  LabelLayer,
  LayerComparison,
  LayerStyle,
  Probe,
  VolumeSource,
  VoxelArray,
} from './viewerTypes'

/** While a volume streams in, panes that cut across it are drawn again this often: each picture costs a share of the time. */
const STREAMING_PICTURE_MS = 700
/** So long everything else waits for the first picture; a pane in a hidden window may never draw it. */
const FIRST_PICTURE_PATIENCE_MS = 1500
/** The layer that is computed where two are compared. */
const COMPARISON_LAYER_ID = 'comparison'

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

/**
 * A volume with its label maps, drawn in any number of panes. Fetches the voxels, sends them to the graphics card bit by bit
 * (nearest to what is looked at first) and draws at most once a frame.
 */
export class VolumeScene {
  readonly source: VolumeSource
  readonly voxels: VoxelArray
  /** The k-slices around the first one that are there without a gap. */
  arrived: { from: number; to: number } | null = null
  private readonly hasArrived: Uint8Array
  private readonly image: GridVolume
  private readonly layers = new Map<string, SceneLayer>()
  private comparison: { pair: LayerComparison; grid: GridVolume; compare: (k: number) => void } | null = null
  private readonly panes = new Set<SliceViewport>()
  private readonly uploads = new UploadQueue({
    focusSlice: () => this.focus[2],
    onSent: (slices, isLast) => this.drawSent(slices, isLast),
  })
  private readonly loading = new AbortController()
  private readonly onArrival: () => void
  private overlay: OverlayLook = { isHidden: false, opacityFactor: 1 }
  private window: DisplayWindow
  private focus: Triple
  private lastPictureMs = 0
  private readonly times = new PictureTimes()
  private readonly openedMs = performance.now()
  /** When somebody changed a slice that is not on screen yet. */
  private changedMs: number | null = null
  private isComplete = false
  private isShown = false
  private readonly shown = Promise.withResolvers<undefined>()

  constructor(request: { source: VolumeSource; focusVoxel: Triple; window: DisplayWindow; onArrival: () => void }) {
    this.source = request.source
    this.focus = request.focusVoxel
    this.window = request.window
    this.onArrival = request.onArrival
    this.voxels = allocateVoxels(request.source)
    const { geometry, modality } = request.source
    this.hasArrived = new Uint8Array(geometry.size[2])
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
        this.hasArrived.fill(1, from, to)
        this.arrived = this.arrivedAround(this.arrived ?? { from, to })
        this.uploads.add(this.image, range(from, to))
        if (!this.isShown) setTimeout(() => this.showRest(), FIRST_PICTURE_PATIENCE_MS)
        this.onArrival()
      },
      firstShown: () => this.whenShown(),
    })
  }

  /**
   * Resolves once the first slice is on screen (or late, or never will be): the rest of the volume and its label maps, which
   * would hold it up, are fetched and sent from then on.
   */
  async whenShown(): Promise<void> {
    await this.shown.promise
  }

  addPane(pane: SliceViewport): void {
    this.panes.add(pane)
    pane.onDrawn = () => this.onPaneDrawn(pane)
    pane.setVolume(this.image)
    pane.setWindow(this.window)
    this.drawLayersIn(pane)
  }

  removePane(pane: SliceViewport): void {
    this.panes.delete(pane)
    pane.onDrawn = null
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
    // What somebody changed is drawn at once; while a volume streams in, its label maps do, too.
    if (this.isComplete) this.lastPictureMs = 0
    this.changedMs ??= performance.now()
    this.uploads.add(changed.grid, kSlices)
    const { comparison } = this
    if (comparison === null || ![comparison.pair.layerIdA, comparison.pair.layerIdB].includes(layerId)) return
    this.uploads.add(comparison.grid, kSlices, comparison.compare)
  }

  /** What is at a voxel that exists. */
  probe(voxel: readonly [number, number, number]): Probe {
    const { geometry } = this.source
    const [ni, nj] = geometry.size
    const at = voxel[0] + voxel[1] * ni + voxel[2] * ni * nj
    return {
      voxel,
      positionMm: voxelToWorldMm(geometry, voxel),
      value: this.hasArrived[voxel[2]] === 1 ? this.voxels[at] : null,
      labels: [...this.layers.values()].map(({ layer }) => ({ layerId: layer.layerId, label: layer.data[at] })),
    }
  }

  voxelAt(worldMm: Triple): readonly [number, number, number] | null {
    const voxel = worldToVoxel(this.source.geometry, worldMm).map(Math.round) as [number, number, number]
    return voxel.every((each, axis) => each >= 0 && each < this.source.geometry.size[axis]) ? voxel : null
  }

  dispose(): void {
    this.loading.abort()
    this.shown.resolve(undefined)
    this.uploads.dispose()
    for (const pane of this.panes) pane.setVolume(null)
    this.panes.clear()
    for (const { grid } of this.layers.values()) grid.dispose()
    this.comparison?.grid.dispose()
    this.image.dispose()
  }

  private arrivedAround({ from, to }: { from: number; to: number }): { from: number; to: number } {
    let [low, high] = [from, to]
    while (low > 0 && this.hasArrived[low - 1] === 1) low--
    while (high < this.hasArrived.length && this.hasArrived[high] === 1) high++
    return { from: low, to: high }
  }

  private makeLabelGrid(data: Uint8Array, prepare: ((k: number) => void) | null = null): GridVolume {
    const { geometry } = this.source
    const grid = new GridVolume({ geometry, data, modality: 'SEG' })
    if (this.isShown) this.uploads.add(grid, range(0, geometry.size[2]), prepare)
    else
      void this.shown.promise.then(() => {
        const isStillWanted =
          this.comparison?.grid === grid || [...this.layers.values()].some((each) => each.grid === grid)
        if (isStillWanted) this.uploads.add(grid, range(0, geometry.size[2]), prepare)
      })
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
    const sliceLength = this.source.geometry.size[0] * this.source.geometry.size[1]
    // Slice by slice as they are sent: a whole volume at once would hold the window up.
    const compare = (k: number) =>
      compareLabelsInPlace({
        a: a.layer.data,
        b: b.layer.data,
        result,
        from: k * sliceLength,
        to: (k + 1) * sliceLength,
      })
    this.comparison = { pair, grid: this.makeLabelGrid(result, compare), compare }
  }

  private drawLayersIn(pane: SliceViewport): void {
    if (!this.isShown) return
    const compared = this.comparison === null ? [] : [this.comparison.pair.layerIdA, this.comparison.pair.layerIdB]
    for (const { layer, grid } of this.layers.values()) {
      const colours = new Map(layer.classes.map(({ label, colour }) => [label, colour ?? labelColour(label)]))
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
    this.uploads.drop(grid)
    grid.dispose()
  }

  /** After k-slices were sent: panes that show one of them are drawn again, at once or with others. */
  private drawSent(slices: ReadonlySet<number>, isLast: boolean): void {
    this.image.flush()
    for (const { grid } of this.layers.values()) grid.flush()
    this.comparison?.grid.flush()
    const nowMs = performance.now()
    const isDue = isLast || nowMs - this.lastPictureMs >= STREAMING_PICTURE_MS
    if (isDue) this.lastPictureMs = nowMs
    // A picture has a slight thickness, into which the neighbouring slices reach.
    const isNear = [-1, 0, 1].some((step) => slices.has(this.focus[2] + step))
    const drawn = [...this.panes].filter((pane) => (pane.showsOneSliceOnK ? isNear : isDue))
    for (const pane of drawn) pane.render()
    this.expectPictures(drawn, isLast)
  }

  private onPaneDrawn(pane: SliceViewport): void {
    this.times.tell(pane)
    if (this.isShown || this.arrived === null || ![...this.panes].every((each) => this.times.hasShown(each))) return
    // The browser puts the picture on screen first.
    setTimeout(() => this.showRest())
  }

  private showRest(): void {
    if (this.isShown || this.loading.signal.aborted) return
    this.isShown = true
    this.shown.resolve(undefined)
    for (const pane of this.panes) {
      this.drawLayersIn(pane)
      pane.render()
    }
  }

  /** Tells a profiler, and the benchmark of the window, when what was sent is on screen. */
  private expectPictures(drawn: readonly SliceViewport[], isLast: boolean): void {
    this.times.expectFirst('viewer:first-slice', drawn, this.openedMs)
    if (this.changedMs !== null && isLast) this.times.expect('viewer:label-drawn', drawn, this.changedMs)
    if (isLast) this.changedMs = null
    if (this.isComplete || this.uploads.has(this.image) || !this.hasArrived.every((each) => each === 1)) return
    this.isComplete = true
    this.times.expect('viewer:complete', drawn, this.openedMs)
    // A pane that shows none of the last slices has been complete since its last picture.
    for (const pane of this.panes) if (!drawn.includes(pane)) this.times.tellNow('viewer:complete', pane, this.openedMs)
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}
