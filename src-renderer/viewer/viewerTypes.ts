import type { Geometry } from '../../src-main/domain/volume/geometry'
import { SLICE_PANES, type DisplayConvention, type SlicePaneName } from './paneNames'
import type { Colour } from './labelPalette'
import type { PaneView } from './paneView'
import type { ViewerAction } from './viewerKeys'
import type { SliceAxis } from '../../src-main/domain/volume/slices'

export type VoxelArray = Uint8Array | Int16Array | Uint16Array | Float32Array

/** Grey values from black to white. */
export interface DisplayWindow {
  readonly lowerValue: number
  readonly upperValue: number
}

export interface NamedWindow extends DisplayWindow {
  readonly name: string
}

/** A volume to look at: where its voxels come from and what is known before the first is there. */
export interface VolumeSource {
  readonly volumeId: string
  readonly title: string
  readonly geometry: Geometry
  readonly sliceAxis: SliceAxis
  readonly dtype: 'uint8' | 'int16' | 'uint16' | 'float32'
  readonly modality: string | null
  /** At least one; the first is the one to begin with. */
  readonly windows: readonly NamedWindow[]
  /** Raw little-endian bytes, `[k, j, i]`. */
  read(part: { offsetBytes: number; lengthBytes: number; signal: AbortSignal }): Promise<ArrayBuffer>
}

export type LayerStyle = 'fill' | 'outline' | 'both'

/** A label map over the volume, on its grid. */
export interface LabelLayer {
  readonly layerId: string
  /** `confidence`: marks on voxels that a suggestion is not sure of; no structure, so that it has no surface. */
  readonly kind: 'imported' | 'working' | 'suggestion' | 'confidence'
  readonly title: string
  /** Without a colour of its own, a class has that of its label. */
  readonly classes: readonly { readonly label: number; readonly name: string; readonly colour?: Colour }[]
  readonly style: LayerStyle
  readonly isVisible: boolean
  /** Of the fill, 0 to 1. */
  readonly opacityFraction: number
  /** uint8 classes `[k, j, i]`, never 255. Belongs to the caller, who changes it in place and then calls `updateSlices`. */
  readonly data: Uint8Array
}

/** How two layers are compared: both drawn, or where they agree and differ. */
export interface LayerComparison {
  readonly layerIdA: string
  readonly layerIdB: string
}

export { DISPLAY_CONVENTIONS, SLICE_PANES } from './paneNames'
export type { DisplayConvention, SlicePaneName }
const VIEWER_PANES = [...SLICE_PANES, 'volume'] as const

export const VIEWER_LAYOUTS = ['three', 'four', ...VIEWER_PANES] as const
export type ViewerLayout = (typeof VIEWER_LAYOUTS)[number]

/** What dragging with the left button does. */
export type PointerTool = 'window' | 'crosshair' | 'pan' | 'zoom'

/** What is under the cursor. */
export interface Probe {
  readonly voxel: readonly [i: number, j: number, k: number]
  readonly positionMm: readonly [x: number, y: number, z: number]
  readonly value: number | null
  readonly labels: readonly { readonly layerId: string; readonly label: number }[]
}

/** What VolumeViewer.vue exposes to its page. */
export interface VolumeViewerApi {
  /** Resolves once the first slice of the volume is on screen, or will not be for some time: what is less urgent begins then. */
  whenShown(): Promise<void>
  /** Shows a slice of the volume's slice axis (0-based) in the pane that cuts along it; the others follow. */
  goToSlice(sliceIndex: number): void
  /** Draws slices (of the slice axis, 0-based) of a layer again, whose data were changed in place. */
  updateSlices(layerId: string, sliceIndices: readonly number[]): void
  /** What a key does, in the pane that was last worked in: for pages that list the viewer's keys among theirs. */
  perform(action: ViewerAction): void
  /** PNG of what is shown, with letters and scale bar. */
  screenshot(): Promise<Blob>
  /** What each pane shows, for whoever needs to know where on screen a point lies. */
  views(): readonly { readonly pane: SlicePaneName; readonly view: PaneView }[]
}
