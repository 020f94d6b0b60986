import type { VoxelBlock } from '../../contract/bulk'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { bytesPerDisplayVoxel } from '../../domain/volume/displayType'
import { percentileWindow, type GreyWindow } from '../../domain/volume/displayWindows'
import { voxelCount } from '../../domain/volume/geometry'
import { openVoxelStream } from '../../io/formats/openVoxelStream'
import type { VoxelStream } from '../../io/formats/VoxelStream'
import type { BulkStore } from './BulkStore'
import { ImageCheck } from './ImageCheck'
import { labelStream, type LabelSurvey } from './labelStream'
import type { ReadableVoxels } from './ReadableVoxels'
import { sampleValues } from './sampleValues'
import { VoxelCache } from './VoxelCache'

interface StreamFacts {
  readonly dtype: VoxelStream['dtype']
  readonly access: VoxelStream['access']
}

/** A case whose voxels are served. */
interface ServedCase {
  readonly record: CaseRecord
  readonly blocks: Map<'image' | 'label', VoxelBlock>
  facts: StreamFacts | null
  percentiles: Promise<GreyWindow> | null
  /** Being filled while the label map is decoded. */
  surveyInProgress: LabelSurvey | null
  survey: Promise<LabelSurvey> | null
}

/**
 * The volumes that windows look at. A path under /bulk/ is handed out once for a case and stays good: voxels are decoded when they
 * are first asked for, let go of by `close` or when memory runs short, and decoded again if they are asked for once more.
 */
export class VolumeLibrary {
  private readonly bulk: BulkStore
  private readonly cache: VoxelCache
  private readonly check = new ImageCheck()
  private readonly served = new Map<string, ServedCase>()
  /** Cases that a window shows. */
  private readonly shown = new Set<string>()

  constructor({ bulk, budgetBytes }: { bulk: BulkStore; budgetBytes?: number }) {
    this.bulk = bulk
    this.cache = new VoxelCache(budgetBytes === undefined ? {} : { budgetBytes })
  }

  /** Memory that decoded volumes take now. */
  get heldBytes(): number {
    return this.cache.heldBytes
  }

  /**
   * The image's place under /bulk/.
   * @throws SlicewrightError FILE_NOT_FOUND, CASE_CHANGED, and what is wrong with the file
   */
  async image(request: CaseRequest): Promise<VoxelBlock> {
    const served = this.serve(request)
    const { dtype } = await this.openImage(request, served)
    return this.publish(served, 'image', dtype, (signal) => this.imageVoxels({ ...request, signal }))
  }

  /** The imported label map's place under /bulk/; null where the case has none. */
  label(request: CaseRequest): VoxelBlock | null {
    if (request.record.label === null) return null
    return this.publish(this.serve(request), 'label', 'uint8', (signal) => this.labelVoxels({ ...request, signal }))
  }

  /** Voxels of the image as its block serves them. */
  async imageVoxels(request: CaseRequest): Promise<ReadableVoxels> {
    return (await this.openImage(request, this.serve(request))).voxels
  }

  /** Voxels of the imported label map as its block serves them. */
  async labelVoxels(request: CaseRequest): Promise<ReadableVoxels> {
    const { workspace, record } = request
    const { label } = record
    if (label === null) throw new Error(`Case ${record.caseId} has no label map to read.`)
    const served = this.serve(request)
    return this.cache.get(`label ${keyOf(workspace, record.caseId)}`, async () => {
      const opened = labelStream({ stream: await openVoxelStream({ path: label.path }), axis: record.sliceAxis })
      served.surveyInProgress = opened.survey
      return { ...opened.stream, access: 'ordered' }
    })
  }

  /** Black and white at the 0.5th and 99.5th percentile of a sample of the values; measured once. */
  async percentiles(request: CaseRequest): Promise<GreyWindow> {
    const served = this.serve(request)
    served.percentiles ??= this.openImage(request, served)
      .then(({ voxels, dtype, access }) => sampleValues({ voxels, dtype, access, size: request.record.geometry.size }))
      .then(percentileWindow)
    served.percentiles.catch(() => (served.percentiles = null))
    return served.percentiles
  }

  /** Which slices of the imported label map are annotated, and how much target they hold; read once. */
  async labelSurvey(request: CaseRequest): Promise<LabelSurvey> {
    const served = this.serve(request)
    served.survey ??= this.readSurvey(request, served)
    served.survey.catch(() => (served.survey = null))
    return served.survey
  }

  /** Keeps the voxels of a case until `close`, as far as memory allows. */
  show({ workspace, record }: CaseRequest): void {
    this.shown.add(keyOf(workspace, record.caseId))
  }

  /** Lets go of the voxels of a case that no window shows. */
  closeUnlessShown({ workspace, record }: CaseRequest): void {
    if (!this.shown.has(keyOf(workspace, record.caseId))) this.close({ workspace, caseId: record.caseId })
  }

  /** Lets go of the voxels of a case. */
  close({ workspace, caseId }: { workspace: string; caseId: string }): void {
    const key = keyOf(workspace, caseId)
    this.shown.delete(key)
    this.cache.release(`image ${key}`)
    this.cache.release(`label ${key}`)
  }

  /** Forgets a case altogether: its paths are gone. */
  forget({ workspace, caseId }: { workspace: string; caseId: string }): void {
    this.close({ workspace, caseId })
    const key = keyOf(workspace, caseId)
    for (const { url } of this.served.get(key)?.blocks.values() ?? []) this.bulk.withdraw(url)
    this.served.delete(key)
  }

  private serve({ workspace, record }: CaseRequest): ServedCase {
    const key = keyOf(workspace, record.caseId)
    const known = this.served.get(key)
    if (known !== undefined && isSame(known.record, record)) return known
    if (known !== undefined) this.forget({ workspace, caseId: record.caseId })
    const served: ServedCase = {
      record,
      blocks: new Map(),
      facts: null,
      percentiles: null,
      surveyInProgress: null,
      survey: null,
    }
    this.served.set(key, served)
    return served
  }

  private async openImage(
    { workspace, record, signal }: CaseRequest,
    served: ServedCase,
  ): Promise<StreamFacts & { voxels: ReadableVoxels }> {
    await this.check.assertUnchanged(record, signal)
    const { path, files, channel } = record.image
    const voxels = await this.cache.get(`image ${keyOf(workspace, record.caseId)}`, async () => {
      const stream = await openVoxelStream({ path, files, channel: channel ?? undefined })
      served.facts = { dtype: stream.dtype, access: stream.access }
      return stream
    })
    if (served.facts === null) throw new Error(`${path} was opened without telling its type.`)
    return { ...served.facts, voxels }
  }

  private async readSurvey({ workspace, record }: CaseRequest, served: ServedCase): Promise<LabelSurvey> {
    const voxels = await this.labelVoxels({ workspace, record })
    await voxels.read({ offsetBytes: voxels.byteLength, lengthBytes: 0 })
    if (served.surveyInProgress === null) throw new Error('The label map was decoded without being surveyed.')
    return served.surveyInProgress
  }

  private publish(
    served: ServedCase,
    kind: 'image' | 'label',
    dtype: VoxelBlock['dtype'],
    open: (signal: AbortSignal) => Promise<ReadableVoxels>,
  ): VoxelBlock {
    const known = served.blocks.get(kind)
    if (known !== undefined) return known
    const { size } = served.record.geometry
    const byteLength = voxelCount(served.record.geometry) * bytesPerDisplayVoxel(dtype)
    const url = this.bulk.publish({ byteLength, read: async (part) => (await open(part.signal)).read(part) })
    const block = { url, dtype, size, byteLength }
    served.blocks.set(kind, block)
    return block
  }
}

export interface CaseRequest {
  /** Absolute path. */
  readonly workspace: string
  readonly record: CaseRecord
  readonly signal?: AbortSignal | undefined
}

function keyOf(workspace: string, caseId: string): string {
  return `${workspace}\n${caseId.toLowerCase()}`
}

function isSame(a: CaseRecord, b: CaseRecord): boolean {
  return (
    a.image.path === b.image.path &&
    a.image.sha256 === b.image.sha256 &&
    a.label?.path === b.label?.path &&
    a.label?.sourceSha256 === b.label?.sourceSha256
  )
}
