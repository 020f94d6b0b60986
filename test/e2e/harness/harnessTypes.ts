import type { PaneView } from '../../../src-renderer/viewer/paneView'
import type {
  DisplayConvention,
  LabelLayer,
  LayerComparison,
  SlicePaneName,
  ViewerLayout,
  VolumeSource,
} from '../../../src-renderer/viewer/viewerTypes'

export type HarnessVolume = Omit<VolumeSource, 'read'> & { readonly url: string }
export type HarnessLayer = Omit<LabelLayer, 'data'> & { readonly url: string }

export interface HarnessRequest {
  readonly volume: HarnessVolume | null
  readonly layers: readonly HarnessLayer[]
  readonly layout?: ViewerLayout
  readonly convention?: DisplayConvention
}

/** What a test may do with the viewer on the page. */
export interface Harness {
  open(request: HarnessRequest): Promise<void>
  set(change: {
    layout?: ViewerLayout
    convention?: DisplayConvention
    comparison?: LayerComparison | null
    layers?: Partial<Pick<LabelLayer, 'style' | 'opacityFraction' | 'isVisible'>>
  }): void
  loaded(): number
  failure(): string
  views(): readonly { readonly pane: SlicePaneName; readonly view: PaneView }[]
  /** Resolves when nothing has been drawn for a while. */
  drawn(): Promise<void>
  /** Volumes and slices that Cornerstone holds. */
  held(): { volumes: number; bytes: number }
  /** Size of a picture of the viewer, and how many of its pixels are not black. */
  screenshot(): Promise<{ width: number; height: number; type: string; litPixels: number }>
  goToSlice(sliceIndex: number): void
  /** Gives every voxel of a k-slice a label and has it drawn again. */
  paintSlice(layerId: string, sliceIndex: number, label: number): void
}

declare global {
  interface Window {
    harness: Harness
  }
}
