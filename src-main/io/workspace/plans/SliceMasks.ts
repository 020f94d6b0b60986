import { z } from 'zod'
import type { EncodedMask } from '../../../domain/labels/encodeMask'
import { decodeRuns } from '../../../domain/labels/runLengths'
import type { Row, WorkspaceDatabase } from '../WorkspaceDatabase'

const suggestionFactsSchema = z.object({
  /** Propagator's id. */
  method: z.string(),
  keySliceIndices: z.array(z.number().int()),
  hops: z.number().int().nullable(),
  /** 1 − IoU of the masks carried from below and from above. */
  disagreementFraction: z.number().nullable(),
  /** Against the imported label map. */
  iou: z.number().nullable(),
})
export type SuggestionFacts = z.infer<typeof suggestionFactsSchema>

/** What is known of a mask without its voxels. */
export interface MaskFacts {
  readonly maskId: number
  readonly sliceIndex: number
  /** Voxels with a class. */
  readonly areaVoxels: number
  /** null for a mask that a person drew. */
  readonly suggestion: SuggestionFacts | null
}

/** Masks of single slices, `[height, width]`, run-length coded. Written once, never changed. */
export class SliceMasks {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  /** @returns the mask's id */
  add(mask: {
    planId: string
    caseId: string
    sliceIndex: number
    encoded: EncodedMask
    suggestion: SuggestionFacts | null
  }): number {
    const row = this.database.get(
      `INSERT INTO slice_masks (plan_id, case_id, slice_index, runs, area_voxels, suggestion)
       VALUES (:planId, :caseId, :sliceIndex, :runs, :areaVoxels, :suggestion) RETURNING mask_id`,
      {
        planId: mask.planId,
        caseId: mask.caseId,
        sliceIndex: mask.sliceIndex,
        runs: mask.encoded.runs,
        areaVoxels: mask.encoded.areaVoxels,
        suggestion: mask.suggestion === null ? null : JSON.stringify(mask.suggestion),
      },
    )
    return Number(row?.['mask_id'])
  }

  /** @param sliceVoxels width × height */
  labels(maskId: number, sliceVoxels: number): Uint8Array {
    const row = this.database.get('SELECT runs FROM slice_masks WHERE mask_id = :maskId', { maskId })
    return decodeRuns(row?.['runs'] as Uint8Array, sliceVoxels)
  }

  /** Whether the mask has exactly these voxels: equal labels have equal runs. */
  isSame(maskId: number, { runs }: EncodedMask): boolean {
    const row = this.database.get('SELECT runs FROM slice_masks WHERE mask_id = :maskId', { maskId })
    return row !== null && Buffer.compare(row['runs'] as Uint8Array, runs) === 0
  }

  /** By id, all masks of a case that its slices refer to now. */
  factsOfCase(planId: string, caseId: string): Map<number, MaskFacts> {
    const rows = this.database.all(
      `SELECT mask_id, m.slice_index, area_voxels, suggestion FROM slice_masks m
       JOIN plan_slices s USING (plan_id, case_id)
       WHERE plan_id = :planId AND case_id = :caseId AND mask_id IN (s.human_mask_id, s.suggested_mask_id, s.accepted_mask_id)
         AND m.slice_index = s.slice_index`,
      { planId, caseId },
    )
    return new Map(rows.map(factsOf).map((facts) => [facts.maskId, facts]))
  }

  /** Forgets masks that neither a slice nor a step refers to. */
  sweep(planId: string): void {
    const ids = ['humanMaskId', 'suggestedMaskId', 'acceptedMaskId']
    const inSteps = ids.flatMap((id) =>
      ['before', 'after'].map(
        (side) => `SELECT json_extract(${side}, '$.${id}') AS id FROM review_step_slices WHERE plan_id = :planId`,
      ),
    )
    const inSlices = ['human_mask_id', 'suggested_mask_id', 'accepted_mask_id'].map(
      (column) => `SELECT ${column} AS id FROM plan_slices WHERE plan_id = :planId`,
    )
    this.database.run(
      `DELETE FROM slice_masks WHERE plan_id = :planId AND mask_id NOT IN
        (SELECT id FROM (${[...inSteps, ...inSlices].join(' UNION ALL ')}) WHERE id IS NOT NULL)`,
      { planId },
    )
  }
}

function factsOf(row: Row): MaskFacts {
  return {
    maskId: Number(row['mask_id']),
    sliceIndex: Number(row['slice_index']),
    areaVoxels: Number(row['area_voxels']),
    suggestion: row['suggestion'] === null ? null : suggestionFactsSchema.parse(JSON.parse(String(row['suggestion']))),
  }
}
