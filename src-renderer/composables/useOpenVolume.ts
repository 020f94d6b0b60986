import { markRaw, nextTick, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { LabelLayerInfo, OpenedVolume } from '../../src-main/contract/volumes'
import { sliceLayout } from '../../src-main/domain/volume/slices'
import type { EngineClient } from '../client/Host'
import { wireErrorOf } from '../client/wireErrorOf'
import { useJobsStore } from '../stores/jobs'
import type { LabelLayer, VolumeSource, VolumeViewerApi } from '../viewer/viewerTypes'
import { bulkSource, fetchBulk } from './fetchBulk'
import { geometryOfGrid } from './geometryOfGrid'

/** Suggestions stand over what is there: outlines leave the image to be seen. */
const OPACITY_FRACTION = 0.4
/** Label maps are fetched in parts of this size, so that a slice that matters need not wait for a whole volume. */
const LAYER_PART_BYTES = 8 * 2 ** 20
/** Slices fetched with one request. */
const RUN_LENGTH = 32

export type VolumeStatus =
  | { readonly state: 'closed' | 'opening' | 'open' }
  | { readonly state: 'failed'; readonly code: string; readonly message: string }

/** What of a layer a page may choose. */
export type LayerChoice = Partial<Pick<LabelLayer, 'style' | 'isVisible' | 'opacityFraction'>>

export interface OpenCase {
  readonly workspace: string
  readonly caseId: string
  readonly planId?: string
}

/**
 * Opens whatever case `request.what` names, for a VolumeViewer: the volume at once (it streams by itself), its label maps as they
 * arrive, and each slice again that a job says it produced. Lets go of it when another is named or the page is left.
 */
export function useOpenVolume(request: {
  engine: EngineClient
  what: () => OpenCase | null
  viewer: () => VolumeViewerApi | null | undefined
}): {
  volume: ShallowRef<VolumeSource | null>
  layers: ShallowRef<readonly LabelLayer[]>
  opened: ShallowRef<OpenedVolume | null>
  status: ShallowRef<VolumeStatus>
  /** Changes how a layer is drawn. */
  setLayer(layerId: string, choice: LayerChoice): void
  /** Fetches slices (slice axis, 0-based) of a layer again and draws them. */
  refetchSlices(layerId: string, sliceIndices: readonly number[]): Promise<void>
  /** Asks the engine again which layers there are, and takes in new ones; those known keep their voxels. */
  refreshLayers(): Promise<void>
} {
  const { engine, what, viewer } = request
  const volume = shallowRef<VolumeSource | null>(null)
  const layers = shallowRef<readonly LabelLayer[]>([])
  const opened = shallowRef<OpenedVolume | null>(null)
  const status = shallowRef<VolumeStatus>({ state: 'closed' })
  /** The label maps that are being fetched whole: a slice fetched meanwhile could be overwritten by an older one. */
  let filling: Promise<void> = Promise.resolve()
  let current: { readonly what: OpenCase; readonly controller: AbortController } | null = null

  async function open(next: OpenCase): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    current = { what: next, controller }
    status.value = { state: 'opening' }
    try {
      const description = await engine.volumes.open(next, { signal })
      if (signal.aborted) return
      opened.value = markRaw(description)
      layers.value = []
      volume.value = markRaw(sourceOf(description))
      status.value = { state: 'open' }
      filling = takeLayers(description, signal)
      await filling
    } catch (error) {
      if (signal.aborted) return
      const { code, message } = wireErrorOf(error)
      status.value = { state: 'failed', code, message }
    }
  }

  function close(): void {
    const before = current
    current = null
    if (before === null) return
    before.controller.abort()
    const { workspace, caseId } = before.what
    // The engine may have gone away meanwhile: then there is nothing to let go of.
    engine.volumes.close({ workspace, caseId }).catch(() => undefined)
  }

  /** Adds layers that are not there yet, empty at first and filled as their voxels arrive. */
  async function takeLayers(
    description: OpenedVolume,
    signal: AbortSignal,
    options: { isFilled: boolean } = { isFilled: true },
  ): Promise<void> {
    const known = new Set(layers.value.map(({ layerId }) => layerId))
    const added = description.layers.filter(({ layerId }) => !known.has(layerId))
    if (added.length === 0) return
    const empty = added.map((info) => emptyLayer(info))
    layers.value = [...layers.value, ...empty]
    // The viewer comes with the volume. Label maps would hold its first slice up.
    await nextTick()
    await viewer()?.whenShown()
    if (signal.aborted || !options.isFilled) return
    await Promise.all(added.map((info, at) => fill({ info, layer: empty[at], description, signal })))
  }

  async function fill(part: {
    info: LabelLayerInfo
    layer: LabelLayer
    description: OpenedVolume
    signal: AbortSignal
  }): Promise<void> {
    const { info, layer, description, signal } = part
    const { url, byteLength } = info.voxels
    const layout = sliceLayout(description.grid.size, description.sliceAxis)
    const isAlongK = description.sliceAxis === 'k'
    const sliceBytes = layout.strides.slice
    const partBytes = isAlongK ? Math.max(1, Math.floor(LAYER_PART_BYTES / sliceBytes)) * sliceBytes : LAYER_PART_BYTES
    for (let offsetBytes = 0; offsetBytes < byteLength; offsetBytes += partBytes) {
      const lengthBytes = Math.min(partBytes, byteLength - offsetBytes)
      const bytes = await fetchBulk({ url, offsetBytes, lengthBytes, signal })
      if (signal.aborted) return
      layer.data.set(new Uint8Array(bytes), offsetBytes)
      if (isAlongK)
        viewer()?.updateSlices(
          layer.layerId,
          indices(offsetBytes / sliceBytes, (offsetBytes + lengthBytes) / sliceBytes),
        )
    }
    if (!isAlongK) viewer()?.updateSlices(layer.layerId, indices(0, description.sliceCount))
  }

  async function refetchSlices(layerId: string, sliceIndices: readonly number[]): Promise<void> {
    const description = opened.value
    const info = description?.layers.find((each) => each.layerId === layerId)
    const layer = layers.value.find((each) => each.layerId === layerId)
    if (description === null || info === undefined || layer === undefined || current === null) return
    const { signal } = current.controller
    if (description.sliceAxis !== 'k') {
      // A slice on i or j is spread over the whole block: one request for all is less than thousands of small ones.
      layer.data.set(
        new Uint8Array(
          await fetchBulk({ url: info.voxels.url, offsetBytes: 0, lengthBytes: info.voxels.byteLength, signal }),
        ),
      )
    } else {
      const lengthBytes = sliceLayout(description.grid.size, 'k').strides.slice
      await Promise.all(
        runsOf(sliceIndices).map(async ([from, to]) => {
          const part = { offsetBytes: from * lengthBytes, lengthBytes: (to - from) * lengthBytes }
          const bytes = await fetchBulk({ url: info.voxels.url, ...part, signal })
          layer.data.set(new Uint8Array(bytes), part.offsetBytes)
        }),
      )
    }
    if (!signal.aborted) viewer()?.updateSlices(layerId, sliceIndices)
  }

  async function refreshLayers(options: { isFilled: boolean } = { isFilled: true }): Promise<void> {
    if (current === null) return
    const { signal } = current.controller
    const description = await engine.volumes.open(current.what, { signal })
    if (signal.aborted) return
    opened.value = markRaw(description)
    const offered = new Set(description.layers.map(({ layerId }) => layerId))
    layers.value = layers.value.filter(({ layerId }) => offered.has(layerId))
    await takeLayers(description, signal, options)
  }

  function setLayer(layerId: string, choice: LayerChoice): void {
    layers.value = layers.value.map((layer) => (layer.layerId === layerId ? { ...layer, ...choice } : layer))
  }

  /** Slices of this case that jobs produced since they were last fetched. */
  const produced = new Set<number>()
  /** When the first of them was announced. */
  let producedMs = 0
  let isFetchingProduced = false
  async function fetchProduced(): Promise<void> {
    if (isFetchingProduced) return
    isFetchingProduced = true
    try {
      await filling
      while (produced.size > 0) {
        const sliceIndices = [...produced]
        const start = producedMs
        produced.clear()
        // Of a layer that was not there before, each slice is announced: none needs to be fetched but those.
        if (!layers.value.some(({ kind }) => kind === 'suggestion')) await refreshLayers({ isFilled: false })
        const changing = layers.value.filter(({ kind }) => kind !== 'imported')
        await Promise.all(changing.map(({ layerId }) => refetchSlices(layerId, sliceIndices)))
        // For profilers and the window's benchmark; the viewer's own measures go on from here.
        performance.measure('volume:slices-fetched', { start, end: performance.now(), detail: sliceIndices.length })
        performance.clearMeasures('volume:slices-fetched')
      }
    } finally {
      isFetchingProduced = false
    }
  }
  const stopListening = useJobsStore().listen((news) => {
    if (news.type !== 'produced' || current === null) return
    const { caseId } = current.what
    if (produced.size === 0) producedMs = performance.now()
    for (const slice of news.slices) if (slice.caseId === caseId) produced.add(slice.sliceIndex)
    // A slice that cannot be fetched now is there when the case is next opened; the job itself reports what went wrong.
    if (produced.size > 0) fetchProduced().catch(() => undefined)
  })

  watch(
    () => JSON.stringify(what()),
    () => {
      close()
      produced.clear()
      const next = what()
      if (next !== null) {
        void open(next)
        return
      }
      volume.value = null
      opened.value = null
      layers.value = []
      status.value = { state: 'closed' }
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stopListening()
    close()
  })
  return { volume, layers, opened, status, setLayer, refetchSlices, refreshLayers }
}

function sourceOf(description: OpenedVolume): VolumeSource {
  const { caseId, title, grid, sliceAxis, image, modality, windows } = description
  return {
    volumeId: `${caseId} ${image.url}`,
    title,
    geometry: geometryOfGrid(grid),
    sliceAxis,
    dtype: image.dtype,
    modality,
    windows,
    read: bulkSource(image.url),
  }
}

function emptyLayer({ layerId, kind, title, classes, voxels }: LabelLayerInfo): LabelLayer {
  const data = markRaw(new Uint8Array(voxels.byteLength))
  const style = kind === 'suggestion' ? 'outline' : 'both'
  return { layerId, kind, title, classes, style, isVisible: true, opacityFraction: OPACITY_FRACTION, data }
}

/** Runs `[from, to)` of neighbouring slices, of at most `RUN_LENGTH`: one request each. */
function runsOf(sliceIndices: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const index of [...new Set(sliceIndices)].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last?.[1] === index && index - last[0] < RUN_LENGTH) last[1]++
    else runs.push([index, index + 1])
  }
  return runs
}

function indices(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}
