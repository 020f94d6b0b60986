import { expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { useNotices } from '../../../src-renderer/composables/useNotices'
import ReviewPage from '../../../src-renderer/pages/review/ReviewPage.vue'
import { useReviewStore } from '../../../src-renderer/stores/review'
import { engineSession } from '../../support/engineSession'
import { planWorkspace, type PlanWorkspace } from '../../support/planWorkspace'
import { mountPage, until } from '../support/mountPage'

/** Draws nothing: WebGL needs a screen. */
const ReviewViewer = defineComponent({
  setup: (_, { expose }) => {
    expose({ refresh: () => undefined, perform: () => undefined })
    return () => null
  },
})

/**
 * Two cases of 9 slices, the target in slices 3 to 7. Annotated are 2 (empty), 5 and 8 (empty); propagated the six others of each.
 */
async function propagated(): Promise<PlanWorkspace & { planId: string }> {
  const world = await planWorkspace(['a', 'b'])
  const { client, workspace, finished, freeze } = world
  const { planId } = await freeze({ budget: { kind: 'slices', sliceTotal: 6, volumeCount: null } })
  await finished(await client.plans.takeImported({ workspace, planId }))
  await finished(await client.propagation.start({ workspace, planId, caseIds: ['a', 'b'], method: 'signed-distance' }))
  return { ...world, planId }
}

async function mountReview({ client, workspace, planId }: PlanWorkspace & { planId: string }, query = '') {
  const path = `/review?plan=${planId}${query}`
  const mounted = await mountPage(ReviewPage, { engine: client, workspace, path, stubs: { ReviewViewer } })
  await until(mounted.page, () => mounted.page.text().includes('of 9'))
  return mounted
}

function press(key: string, more: KeyboardEventInit = {}): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 60))

it('shows where a mask came from, and human slices as what they are', async () => {
  const world = await propagated()
  const { page } = await mountReview(world, '&case=a&slice=4')
  expect(page.text()).toContain('Slice 4 of 9')
  expect(page.text()).toContain('Propagated from slice 5 by signed distance, 1 slice away.')
  press('ArrowDown')
  await settle()
  expect(page.text()).toContain('Annotated by a person.')
  press('n', { shiftKey: true })
  press('N', { shiftKey: true })
  await settle()
  expect(page.text()).toContain('A person looked at it and found nothing there.')
})

it('accepts and rejects by key, goes on to the next, and has all of it on disk', async () => {
  const world = await propagated()
  const { client, workspace, planId } = world
  const { page } = await mountReview(world, '&case=a')
  press('Enter') // slice 1; the next to review is 3
  await until(page, () => page.text().includes('Slice 3 of 9'))
  press('x') // slice 3, then 4
  press('f')
  await until(page, () => page.text().includes('Slice 4 of 9') && page.text().includes('not reviewed, flagged'))
  expect(page.text()).toContain('2 of 6, 50 % accepted')
  expect(page.text()).toContain('2 of 12, 50 % accepted')
  await until(page, () => !page.text().includes('Saving'))
  const { slices } = await client.review.open({ workspace, planId, caseId: 'a' })
  expect(slices.map(({ decision }) => decision)).toEqual(['accepted', null, 'rejected', ...Array(6).fill(null)])
  expect(slices[3].isFlagged).toBe(true)
})

it('takes back and does again what was decided, and says what it was', async () => {
  const world = await propagated()
  const { client, workspace, planId } = world
  const { page } = await mountReview(world, '&case=a')
  press('Enter', { shiftKey: true })
  await until(page, () => page.text().includes('6 of 6, 100 % accepted'))
  await until(page, () => useNotices().notices.some(({ message }) => message === 'Accepted 6 slices.'))
  press('z', { ctrlKey: true })
  await until(page, () => page.text().includes('0 of 6 reviewed'))
  expect((await client.review.open({ workspace, planId, caseId: 'a' })).progress.acceptedSliceCount).toBe(0)
  press('y', { ctrlKey: true })
  await until(page, () => page.text().includes('6 of 6, 100 % accepted'))
  press('Z', { ctrlKey: true, shiftKey: true }) // nothing is left to do again
  press(']')
  await until(page, () => page.text().includes('6 of 12, 100 % accepted') && page.text().includes('0 of 6 reviewed'))
})

it('takes a decision back on screen that the engine refuses, and says why', async () => {
  const world = await propagated()
  const { client, workspace, planId } = world
  const { page } = await mountReview(world, '&case=a')
  // Somebody else removes the plan meanwhile.
  await client.plans.remove({ workspace, planId })
  press('Enter')
  expect(useReviewStore().reviewed?.slices[0].decision).toBe('accepted')
  await until(page, () => useNotices().notices.some(({ kind }) => kind === 'error'))
  expect(useReviewStore().reviewed?.slices[0].decision).toBeNull()
  expect(page.text()).toContain('0 of 6 reviewed')
})

it('decides once however long a key is held', async () => {
  const world = await propagated()
  const { page } = await mountReview(world, '&case=a')
  press('Enter')
  for (let n = 0; n < 4; n++) press('Enter', { repeat: true })
  await until(page, () => page.text().includes('1 of 6, 100 % accepted'))
  await settle()
  expect(page.text()).toContain('1 of 6, 100 % accepted')
})

it('keeps where it stands in the address, and orders by likely error', async () => {
  const world = await propagated()
  const { page, router } = await mountReview(world, '&case=b&slice=7')
  expect(page.text()).toContain('Slice 7 of 9')
  press('o')
  press('c')
  press('ArrowUp')
  await until(page, () => router.currentRoute.value.query.order === 'likely-error')
  expect(router.currentRoute.value.query).toEqual({
    plan: world.planId,
    case: 'b',
    // Of the most likely wrong one, 4, one up: its area jumps from the square to nothing.
    slice: '3',
    order: 'likely-error',
    compare: 'yes',
  })
  expect(page.text()).toContain('most likely wrong left')
  expect(page.text()).toContain('Bars: IoU with the imported label map')
})

it('shows after a restart what was decided before, at the slice it stood at', async () => {
  const world = await propagated()
  const { page, router } = await mountReview(world, '&case=a')
  press('Enter')
  press('x')
  await until(page, () => page.text().includes('Slice 4 of 9') && !page.text().includes('Saving'))
  await until(page, () => router.currentRoute.value.query.slice === '4')
  const query = `&case=a&slice=${String(router.currentRoute.value.query.slice)}`
  page.unmount()
  const again = await mountReview({ ...world, client: engineSession().client }, query)
  expect(again.page.text()).toContain('Slice 4 of 9')
  expect(again.page.text()).toContain('2 of 6, 50 % accepted')
  expect(again.page.text()).toContain('Undo: Reject')
})

it('shows masks that a propagation made while the page was open', async () => {
  const world = await planWorkspace(['a'])
  const { client, workspace, freeze, finished } = world
  const { planId } = await freeze({ budget: { kind: 'slices', sliceTotal: 3, volumeCount: null } })
  await finished(await client.plans.takeImported({ workspace, planId }))
  const { page } = await mountReview({ ...world, planId }, '&case=a&slice=4')
  expect(page.text()).toContain('Nothing has been propagated here yet.')
  expect(page.text()).toContain('Not annotated, and nothing was propagated here.')
  await finished(await client.propagation.start({ workspace, planId, caseIds: ['a'], method: 'signed-distance' }))
  await until(page, () => page.text().includes('Propagated from slice 5 by signed distance, 1 slice away.'))
})

it('says what to do first where there is no plan', async () => {
  const { client, workspace } = await planWorkspace(['a'])
  const { page } = await mountPage(ReviewPage, { engine: client, workspace, path: '/review', stubs: { ReviewViewer } })
  await until(page, () => page.text().includes('There is no plan yet'))
  expect(page.text()).toContain('Make a plan')
})
