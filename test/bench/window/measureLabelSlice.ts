import type { Page } from 'playwright-core'
import type { VolumeViewerApi } from '../../../src-renderer/viewer/viewerTypes'
import { readProbe, resetProbe } from './pageProbe'
import { shownInAll } from './windowSpeed'

const ROUNDS = 12
/** The middle slice, which the viewer opens a volume on. */
const SLICE_INDEX = 150

/** What of Vue's tree leads to a component's exposed functions, in a built window too. */
interface TreeNode {
  readonly component?: { readonly exposed: Partial<VolumeViewerApi> | null; readonly subTree: TreeNode } | null
  readonly children?: unknown
  readonly suspense?: { readonly activeBranch: TreeNode | null } | null
}

/** From telling the viewer that the shown slice of a label map has changed to the picture of it in all three panes. */
export async function measureLabelSlice(page: Page): Promise<number[]> {
  const delaysMs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await page.waitForTimeout(1000)
    await resetProbe(page)
    const toldMs = await page.evaluate((sliceIndex) => {
      const find = (node: TreeNode | null | undefined): Partial<VolumeViewerApi> | null => {
        if (node === null || node === undefined) return null
        if (node.component?.exposed?.updateSlices !== undefined) return node.component.exposed
        const children = Array.isArray(node.children) ? (node.children as TreeNode[]) : []
        for (const next of [node.component?.subTree, node.suspense?.activeBranch, ...children]) {
          const found = find(next)
          if (found !== null) return found
        }
        return null
      }
      const root = document.querySelector('#app') as unknown as { _vnode?: TreeNode } | null
      const viewer = find(root?._vnode)
      if (viewer === null) throw new Error('There is no viewer on the page.')
      viewer.updateSlices?.('imported', [sliceIndex])
      return performance.now()
    }, SLICE_INDEX)
    await page.waitForTimeout(1500)
    const shownMs = shownInAll((await readProbe(page)).measures, 'viewer:label-drawn', 3)
    if (shownMs !== null) delaysMs.push(shownMs - toldMs)
  }
  return delaysMs
}
