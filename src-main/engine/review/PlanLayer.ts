import { IGNORE_LABEL } from '../../domain/labels/LabelMap'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import type { SliceReview } from '../../domain/review/SliceReview'
import { insertSliceInPlace, sliceLayout, type SliceLayout } from '../../domain/volume/slices'
import type { Workspace } from '../../io/workspace/Workspace'
import type { WorkspacePool } from '../jobs/WorkspacePool'
import { workingMaskId } from '../plans/workingLabels'
import type { LiveSuggestion, LiveSuggestions, PlanCase } from '../propagation/LiveSuggestions'
import type { BulkSource } from '../volumes/BulkStore'

/** The parts of the engine that a layer is read through. */
export interface PlanLayerContext {
  readonly workspaces: WorkspacePool
  readonly liveSuggestions: LiveSuggestions
}

export type PlanLayerKind = 'working' | 'suggestion' | 'confidence'

/** What a window may read of a plan's label layer. */
export interface PlanLayerSource extends BulkSource {
  /** Slices that show something now, 0-based on the slice axis, ascending. */
  annotatedSliceIndices(): Promise<number[]>
}

/**
 * The working label map or the suggestion of a case under a plan, as a window reads it: uint8 on the stored grid, 0 where a slice
 * has nothing, never 255. Every read shows the present state, and only slices that changed since the last one are fetched again.
 * While a propagation of the case runs, its suggestion is what has come so far. A rejected suggestion is still shown, an accepted
 * one is in the working label map instead. `confidence` goes with the suggestion: 0 to 255, 255 where nothing is suggested or nobody said.
 * @throws SlicewrightError UNKNOWN_ID if the plan, or the case in it, is not there
 */
export async function openPlanLayer(
  context: PlanLayerContext,
  which: PlanCase & { readonly kind: PlanLayerKind },
): Promise<PlanLayerSource> {
  const record = await context.workspaces.use({ path: which.workspace, mode: 'read' }, (workspace) => {
    const planned = workspace.plans.getCase(which.planId, which.caseId)
    return workspace.findCase(planned.caseId)
  })
  if (record === null) throw new Error(`Case ${which.caseId} of plan ${which.planId} is not in the workspace.`)
  return new PlanLayer(context, which, record)
}

/** Of a voxel's label. */
const CERTAIN = 255

class PlanLayer implements PlanLayerSource {
  readonly byteLength: number
  private readonly context: PlanLayerContext
  private readonly which: PlanCase & { readonly kind: PlanLayerKind }
  private readonly layout: SliceLayout
  private data: Uint8Array | null = null
  private readonly shown = new Set<number>()
  private revision = 0

  constructor(
    context: PlanLayerContext,
    which: PlanCase & { readonly kind: PlanLayerKind },
    { geometry: { size }, sliceAxis }: CaseRecord,
  ) {
    this.context = context
    this.which = which
    this.layout = sliceLayout(size, sliceAxis)
    this.byteLength = size[0] * size[1] * size[2]
  }

  async read({ offsetBytes, lengthBytes }: { offsetBytes: number; lengthBytes: number }): Promise<Uint8Array> {
    const data = this.live()?.data ?? (await this.fresh())
    return data.slice(offsetBytes, offsetBytes + lengthBytes)
  }

  async annotatedSliceIndices(): Promise<number[]> {
    const live = this.live()
    if (live === null) await this.fresh()
    return [...(live?.producedSliceIndices ?? this.shown)].sort((a, b) => a - b)
  }

  private live(): LiveSuggestion | null {
    return this.which.kind === 'suggestion' ? this.context.liveSuggestions.find(this.which) : null
  }

  private async fresh(): Promise<Uint8Array> {
    const data = (this.data ??= new Uint8Array(this.byteLength).fill(this.which.kind === 'confidence' ? CERTAIN : 0))
    await this.context.workspaces.use({ path: this.which.workspace, mode: 'read' }, (workspace) =>
      this.catchUp(workspace, data),
    )
    return data
  }

  /** Without waiting in between, so that two reads at once see whole slices. */
  private catchUp(workspace: Workspace, data: Uint8Array): void {
    const { planId, caseId } = this.which
    const revision = workspace.review.revision(planId, caseId)
    if (revision === this.revision) return
    const area = this.layout.width * this.layout.height
    for (const [sliceIndex, review] of workspace.review.slicesSince({ planId, caseId, revision: this.revision })) {
      const maskId = this.maskIdOf(review)
      insertSliceInPlace(data, this.layout, sliceIndex, this.voxelsOf(workspace, maskId, area))
      if (maskId === null) this.shown.delete(sliceIndex)
      else this.shown.add(sliceIndex)
    }
    this.revision = revision
  }

  private voxelsOf(workspace: Workspace, maskId: number | null, area: number): Uint8Array {
    if (this.which.kind === 'confidence') {
      const confidence = maskId === null ? null : workspace.masks.voxelConfidence(maskId, area)
      return confidence ?? new Uint8Array(area).fill(CERTAIN)
    }
    const labels = maskId === null ? new Uint8Array(area) : workspace.masks.labels(maskId, area)
    for (let at = 0; at < area; at++) if (labels[at] === IGNORE_LABEL) labels[at] = 0
    return labels
  }

  private maskIdOf(review: SliceReview): number | null {
    if (this.which.kind === 'working') return workingMaskId(review)
    return review.acceptedMaskId === null ? review.suggestedMaskId : null
  }
}
