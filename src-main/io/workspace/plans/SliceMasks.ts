import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { EncodedMask } from '../../../domain/labels/encodeMask'
import { decodeConfidence, encodeConfidence } from '../../../domain/labels/encodeConfidence'
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
  /** 0 to 1, what the mask is expected to be worth. */
  confidence: z.number().nullable().default(null),
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

/** First byte of a kept confidence: what the rest is. */
const PACKING = { runs: 0, deflatedRuns: 1 } as const

/**
 * Masks of single slices, `[height, width]`, run-length coded. Written once, never changed; only what is thought of a suggestion as a whole
 * comes later, when all cases are there.
 */
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
    /** Of each voxel, `[height, width]`, 0 to 255 (certain). */
    voxelConfidence?: Uint8Array | null | undefined
  }): number {
    const row = this.database.get(
      `INSERT INTO slice_masks (plan_id, case_id, slice_index, runs, area_voxels, suggestion, confidence)
       VALUES (:planId, :caseId, :sliceIndex, :runs, :areaVoxels, :suggestion, :confidence) RETURNING mask_id`,
      {
        planId: mask.planId,
        caseId: mask.caseId,
        sliceIndex: mask.sliceIndex,
        runs: mask.encoded.runs,
        areaVoxels: mask.encoded.areaVoxels,
        suggestion: mask.suggestion === null ? null : JSON.stringify(mask.suggestion),
        confidence: mask.voxelConfidence == null ? null : packConfidence(mask.voxelConfidence),
      },
    )
    return Number(row?.['mask_id'])
  }

  /** @param sliceVoxels width × height */
  labels(maskId: number, sliceVoxels: number): Uint8Array {
    const row = this.database.get('SELECT runs FROM slice_masks WHERE mask_id = :maskId', { maskId })
    return decodeRuns(row?.['runs'] as Uint8Array, sliceVoxels)
  }

  /** @returns `[height, width]`, 0 to 255 in 16 levels; null where it was not kept */
  voxelConfidence(maskId: number, sliceVoxels: number): Uint8Array | null {
    const row = this.database.get('SELECT confidence FROM slice_masks WHERE mask_id = :maskId', { maskId })
    const packed = row?.['confidence']
    return packed instanceof Uint8Array ? unpackConfidence(packed, sliceVoxels) : null
  }

  /** Whether any suggested mask of a case has the confidence of its voxels with it. */
  hasVoxelConfidence(planId: string, caseId: string): boolean {
    const row = this.database.get(
      `SELECT 1 FROM slice_masks JOIN plan_slices s USING (plan_id, case_id)
       WHERE plan_id = :planId AND case_id = :caseId AND mask_id = s.suggested_mask_id AND confidence IS NOT NULL LIMIT 1`,
      { planId, caseId },
    )
    return row !== null
  }

  /** Says of suggested masks what they are expected to be worth. */
  rate(confidenceByMask: ReadonlyMap<number, number | null>): void {
    this.database.transaction(() => {
      for (const [maskId, confidence] of confidenceByMask)
        this.database.run(
          `UPDATE slice_masks SET suggestion = json_set(suggestion, '$.confidence', :confidence)
           WHERE mask_id = :maskId AND suggestion IS NOT NULL`,
          { maskId, confidence },
        )
    })
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

function packConfidence(confidence: Uint8Array): Uint8Array {
  const runs = encodeConfidence(confidence)
  const deflated = deflateRawSync(runs)
  const [packing, bytes] = deflated.length < runs.length ? [PACKING.deflatedRuns, deflated] : [PACKING.runs, runs]
  const packed = new Uint8Array(1 + bytes.length)
  packed[0] = packing
  packed.set(bytes, 1)
  return packed
}

function unpackConfidence(packed: Uint8Array, sliceVoxels: number): Uint8Array {
  const bytes = packed.subarray(1)
  return decodeConfidence(packed[0] === PACKING.deflatedRuns ? inflateRawSync(bytes) : bytes, sliceVoxels)
}
