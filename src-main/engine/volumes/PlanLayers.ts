import type { VoxelBlock } from '../../contract/bulk'
import type { LabelLayerInfo } from '../../contract/volumes'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { openPlanLayer, type PlanLayerContext, type PlanLayerKind, type PlanLayerSource } from '../review/PlanLayer'
import type { BulkStore } from './BulkStore'

interface ServedLayer {
  readonly block: VoxelBlock
  readonly caseKey: string
  /** Null while nobody looks at it. */
  source: Promise<PlanLayerSource> | null
  readonly open: () => Promise<PlanLayerSource>
}

interface PlanLayerRequest {
  readonly context: PlanLayerContext
  /** Absolute path. */
  readonly workspace: string
  readonly planId: string
  readonly record: CaseRecord
  readonly classes: LabelLayerInfo['classes']
}

type LabelLayerKind = Exclude<PlanLayerKind, 'confidence'>

const TITLES: Readonly<Record<LabelLayerKind, string>> = { working: 'Working labels', suggestion: 'Suggestion' }

/** Label layers of plans under /bulk/. As with a case's own voxels, a path stays good: `close` frees the memory behind it only. */
export class PlanLayers {
  private readonly bulk: BulkStore
  private readonly served = new Map<string, ServedLayer>()

  constructor({ bulk }: { bulk: BulkStore }) {
    this.bulk = bulk
  }

  /**
   * The working label map, and the suggestion where there is one.
   * @throws SlicewrightError UNKNOWN_ID if the plan, or the case in it, is not there
   */
  async describe(request: PlanLayerRequest): Promise<LabelLayerInfo[]> {
    const [working, suggestion] = await Promise.all([
      this.describeLayer(request, 'working'),
      this.describeLayer(request, 'suggestion'),
    ])
    return suggestion.annotatedSliceIndices?.length === 0 ? [working] : [working, suggestion]
  }

  close({ workspace, caseId }: { workspace: string; caseId: string }): void {
    for (const layer of this.served.values()) if (layer.caseKey === caseKeyOf(workspace, caseId)) layer.source = null
  }

  private async describeLayer(request: PlanLayerRequest, kind: LabelLayerKind): Promise<LabelLayerInfo> {
    const layer = this.serve(request, kind)
    const annotatedSliceIndices = await (await sourceOf(layer)).annotatedSliceIndices()
    return {
      layerId: kind,
      kind,
      title: TITLES[kind],
      voxels: layer.block,
      classes: request.classes,
      annotatedSliceIndices,
      confidence: kind === 'suggestion' ? await this.confidenceOf(request) : null,
    }
  }

  private async confidenceOf(request: PlanLayerRequest): Promise<VoxelBlock | null> {
    const { context, workspace: path, planId, record } = request
    const isKept = await context.workspaces.use({ path, mode: 'read' }, ({ masks }) =>
      masks.hasVoxelConfidence(planId, record.caseId),
    )
    return isKept ? this.serve(request, 'confidence').block : null
  }

  private serve(request: PlanLayerRequest, kind: PlanLayerKind): ServedLayer {
    const { context, workspace, planId, record } = request
    const { caseId, geometry } = record
    const key = JSON.stringify([workspace, planId, caseId, kind, geometry.size])
    const known = this.served.get(key)
    if (known !== undefined) return known
    const byteLength = geometry.size[0] * geometry.size[1] * geometry.size[2]
    const layer: ServedLayer = {
      block: {
        url: this.bulk.publish({ byteLength, read: async (part) => (await sourceOf(layer)).read(part) }),
        dtype: 'uint8',
        size: geometry.size,
        byteLength,
      },
      caseKey: caseKeyOf(workspace, caseId),
      source: null,
      open: () => openPlanLayer(context, { workspace, planId, caseId, kind }),
    }
    this.served.set(key, layer)
    return layer
  }
}

async function sourceOf(layer: ServedLayer): Promise<PlanLayerSource> {
  const source = (layer.source ??= layer.open())
  return source.catch((error: unknown) => {
    layer.source = null
    throw error
  })
}

function caseKeyOf(workspace: string, caseId: string): string {
  return `${workspace}\n${caseId.toLowerCase()}`
}
