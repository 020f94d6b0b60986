import { resolve } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { insertSliceInPlace, sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import type { Triple } from '../../domain/volume/geometry'

/** Which case of which plan. */
export interface PlanCase {
  /** Folder of the workspace. */
  readonly workspace: string
  readonly planId: string
  readonly caseId: string
}

/** A suggestion while it is being made: on the stored grid, 0 where a slice has not come yet. */
export interface LiveSuggestion {
  readonly data: Uint8Array
  readonly producedSliceIndices: ReadonlySet<number>
  put(sliceIndex: number, mask: Uint8Array): void
}

/** Suggestions that running propagations are making, for windows to look at. They are on disk when their case is finished. */
export class LiveSuggestions {
  private readonly byCase = new Map<string, LiveSuggestion>()

  /** @throws SlicewrightError BAD_REQUEST while another propagation of the case runs */
  begin(which: PlanCase, { size, axis }: { size: Triple; axis: SliceAxis }): LiveSuggestion {
    const key = keyOf(which)
    if (this.byCase.has(key))
      throw new SlicewrightError(
        'BAD_REQUEST',
        `Case ${which.caseId} is being propagated already. Wait for it, or cancel the other job.`,
        { details: { caseId: which.caseId } },
      )
    const layout = sliceLayout(size, axis)
    const data = new Uint8Array(size[0] * size[1] * size[2])
    const produced = new Set<number>()
    const suggestion: LiveSuggestion = {
      data,
      producedSliceIndices: produced,
      put: (sliceIndex, mask) => {
        insertSliceInPlace(data, layout, sliceIndex, mask)
        produced.add(sliceIndex)
      },
    }
    this.byCase.set(key, suggestion)
    return suggestion
  }

  find(which: PlanCase): LiveSuggestion | null {
    return this.byCase.get(keyOf(which)) ?? null
  }

  end(which: PlanCase): void {
    this.byCase.delete(keyOf(which))
  }
}

function keyOf({ workspace, planId, caseId }: PlanCase): string {
  return JSON.stringify([resolve(workspace), planId, caseId.toLowerCase()])
}
