import { extname } from 'node:path'
import type { Plan } from '../../contract/plans'
import { SlicewrightError } from '../../domain/errors'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'

/**
 * Writes the work list: as JSON the whole plan, as CSV one line a slice. Slice indices are 0-based; the CSV has the number that
 * people see (1-based) beside it.
 * @throws SlicewrightError BAD_REQUEST for another ending, DISK_FULL, WRITE_FAILED
 */
export async function exportPlan({ plan, output }: { plan: Plan; output: string }): Promise<void> {
  const ending = extname(output).toLowerCase()
  if (ending !== '.csv' && ending !== '.json')
    throw new SlicewrightError('BAD_REQUEST', `A work list is a .csv or .json file; ${output} is neither. Name one.`, {
      details: { output },
    })
  await writeFileAtomically({ path: output, data: ending === '.json' ? planJson(plan) : planCsv(plan) })
}

function planJson({ planId, name, createdAt, request, classes, cases, sliceTotal, contentSha256 }: Plan): string {
  const list = cases.map(({ caseId, sliceAxis, sliceCount, sliceIndices, imageSha256 }) => ({
    caseId,
    imageSha256,
    sliceAxis,
    sliceCount,
    sliceIndices,
  }))
  const content = { planId, name, createdAt, contentSha256, request, classes, sliceTotal, cases: list }
  return `${JSON.stringify(content, null, 2)}\n`
}

function planCsv({ cases, request, contentSha256 }: Plan): string {
  const head = 'case_id,slice_axis,slice_index,slice_number,slice_count,state,image_sha256,seed,plan_sha256'
  const rows = cases.flatMap((each) =>
    each.sliceIndices.map((sliceIndex) => {
      const state = each.annotatedSliceIndices.includes(sliceIndex)
        ? 'annotated'
        : each.emptySliceIndices.includes(sliceIndex)
          ? 'annotated-empty'
          : 'not-annotated'
      const { caseId, sliceAxis, sliceCount, imageSha256 } = each
      // Case ids need no quotes: they have only letters, digits, ".", "_" and "-".
      return [
        caseId,
        sliceAxis,
        sliceIndex,
        sliceIndex + 1,
        sliceCount,
        state,
        imageSha256,
        request.seed,
        contentSha256,
      ].join(',')
    }),
  )
  return `${[head, ...rows].join('\n')}\n`
}
