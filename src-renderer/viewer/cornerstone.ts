import {
  type BaseVolumeViewport,
  cache,
  getConfiguration,
  getRenderingCapabilities,
  init,
  metaData,
  RenderingEngine,
  type Types,
} from '@cornerstonejs/core'

/** What can draw here: nothing without WebGL 2; without a graphics card a program does it, and 3D is slow. */
export type RenderingSupport =
  { readonly state: 'none' } | { readonly state: 'software' | 'hardware'; readonly renderer: string }

export function renderingSupport(): RenderingSupport {
  const { webgl2, renderer, softwareRasterizer } = getRenderingCapabilities()
  return webgl2 ? { state: softwareRasterizer ? 'software' : 'hardware', renderer } : { state: 'none' }
}

/** What Cornerstone asks about a slice; its image ids are made by `GridVolume`. */
export type SliceDescription = (type: string) => unknown
const describedVolumes = new Map<string, (sliceIndex: number) => SliceDescription>()
const SLICE_MARK = '_slice_'

/** Voxels belong to the viewer, which frees them: Cornerstone must not drop any behind its back. */
const CACHE_LIMIT_BYTES = 64 * 2 ** 30

let engine: RenderingEngine | null = null
/** vtk's window on the one WebGL context; known once a viewport has been opened. */
let glWindow: unknown = null

/** The one rendering engine of the window, which lives as long as the window: WebGL contexts are few and slow to make. */
export function sharedEngine(): RenderingEngine {
  if (engine === null) {
    // Volume viewports only ever use the first context.
    const defaults = getConfiguration()
    init({ ...defaults, rendering: { ...defaults.rendering, webGlContextCount: 1 } })
    cache.setMaxCacheSize(CACHE_LIMIT_BYTES)
    // Above Cornerstone's own providers, which would give every slice the position of the first.
    metaData.addProvider(describeSlice, 20_000)
    engine = new RenderingEngine('slicewright')
  }
  return engine
}

/** Opens a viewport on an element; `sharedEngine().disableElement` closes it. */
export function openViewport(input: Types.PublicViewportInput): BaseVolumeViewport {
  sharedEngine().enableElement(input)
  glWindow = sharedEngine().getOffscreenMultiRenderWindow(input.viewportId).getOpenGLRenderWindow()
  return sharedEngine().getViewport<BaseVolumeViewport>(input.viewportId)
}

/** Frees a texture at once; the browser alone would do so only when it next collects garbage. */
export function releaseTexture(texture: { releaseGraphicsResources(glWindow: unknown): void; delete(): void }): void {
  if (glWindow !== null) texture.releaseGraphicsResources(glWindow)
  texture.delete()
}

export function sliceImageId(volumeId: string, sliceIndex: number): string {
  return `${volumeId}${SLICE_MARK}${sliceIndex}`
}

/** Answers for the slices of a volume until the returned function is called. */
export function describeVolume(volumeId: string, describe: (sliceIndex: number) => SliceDescription): () => void {
  describedVolumes.set(volumeId, describe)
  return () => describedVolumes.delete(volumeId)
}

function describeSlice(type: string, imageId: unknown): unknown {
  if (typeof imageId !== 'string') return undefined
  const at = imageId.lastIndexOf(SLICE_MARK)
  if (at < 0) return undefined
  return describedVolumes.get(imageId.slice(0, at))?.(Number(imageId.slice(at + SLICE_MARK.length)))(type)
}

export function point3([x, y, z]: readonly [number, number, number]): Types.Point3 {
  return [x, y, z]
}
