import { resolve } from 'node:path'
import type { SlicePreview } from '../../contract/volumes'
import { SlicewrightError } from '../../domain/errors'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import type { Workspace } from '../../io/workspace/Workspace'
import { implementer } from '../implementer'
import { describeVolume } from './describeVolume'
import { drawPreviews } from './drawPreviews'

export const volumesHandlers = {
  open: implementer.volumes.open.handler(async ({ context, input, signal }) => {
    const workspace = resolve(input.workspace)
    const { caseId, planId } = input
    const { record, dataset, classes } = await context.workspaces.use({ path: workspace, mode: 'read' }, (opened) => {
      const found = findCase(opened, caseId)
      return {
        record: found,
        dataset: opened.datasets.find(found.dataset),
        classes: planId === undefined ? [] : opened.plans.get(planId).classes,
      }
    })
    context.volumes.show({ workspace, record })
    const described = await describeVolume({ workspace, record, dataset, library: context.volumes, signal })
    if (planId === undefined) return described
    const layers = await context.planLayers.describe({ context, workspace, planId, record, classes })
    return { ...described, layers: [...described.layers, ...layers] }
  }),

  close: implementer.volumes.close.handler(({ context, input }) => {
    const which = { workspace: resolve(input.workspace), caseId: input.caseId }
    context.volumes.close(which)
    context.planLayers.close(which)
    return {}
  }),

  previews: implementer.volumes.previews.handler(async ({ context, input, signal }) => {
    const workspace = resolve(input.workspace)
    const caseIds = [...new Set(input.slices.map(({ caseId }) => caseId))]
    const found = await context.workspaces.use({ path: workspace, mode: 'read' }, (opened) =>
      caseIds.map((caseId) => {
        const record = findCase(opened, caseId)
        return { caseId, record, dataset: opened.datasets.find(record.dataset) }
      }),
    )
    const drawn = new Map<string, SlicePreview[]>()
    await eachOf(found, async ({ caseId, record, dataset }) => {
      const { volumes: library, previews: shelf } = context
      const sliceIndices = input.slices.filter((each) => each.caseId === caseId).map(({ sliceIndex }) => sliceIndex)
      const request = { workspace, record, dataset, library, signal }
      const { maxSidePixels } = input
      try {
        drawn.set(caseId, await drawPreviews({ ...request, sliceIndices, maxSidePixels, shelf }))
      } catch (error) {
        // One image that was moved must not take away the pictures of all others.
        if (!(error instanceof SlicewrightError) || error.code === 'CANCELLED') throw error
        drawn.set(caseId, [])
      } finally {
        library.closeUnlessShown(request)
      }
    })
    return input.slices.flatMap(({ caseId }) => drawn.get(caseId)?.shift() ?? [])
  }),
}

/** Cases are decoded side by side: inflating runs on threads of its own. */
const CASES_AT_ONCE = 3

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: CASES_AT_ONCE }, worker))
}

/** @throws SlicewrightError UNKNOWN_ID */
export function findCase(workspace: Workspace, caseId: string): CaseRecord {
  const record = workspace.findCase(caseId)
  if (record !== null) return record
  throw new SlicewrightError(
    'UNKNOWN_ID',
    `There is no case "${caseId}" in ${workspace.path} (any more). Open the list of studies again.`,
    { details: { caseId, workspace: workspace.path } },
  )
}
