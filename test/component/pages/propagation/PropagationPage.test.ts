import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { VueWrapper } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { useNotices } from '../../../../src-renderer/composables/useNotices'
import PropagationPage from '../../../../src-renderer/pages/propagation/PropagationPage.vue'
import { propagatorsWithMeanBox } from '../../../support/meanBoxPropagator'
import { planWorkspace } from '../../../support/planWorkspace'
import { temporaryFolder } from '../../../support/temporaryFolder'
import { buttonWith, mountPage, until, type ChosenPaths } from '../../support/mountPage'

/** A device proves itself in a child process before it trains anything. */
const DEVICE_PATIENCE_MS = 60_000

/** Draws nothing: WebGL needs a screen. */
const VolumeViewer = defineComponent({
  setup: (_, { expose }) => {
    expose({ whenShown: () => Promise.resolve(), goToSlice: () => undefined, updateSlices: () => undefined })
    return () => null
  },
})

/** Cases a, b and c, three slices of each drawn (or none), and the page on which they are propagated. */
async function mounted({ isDrawn = true, chosen = {} }: { isDrawn?: boolean; chosen?: ChosenPaths } = {}) {
  const world = await planWorkspace(['a', 'b', 'c'], { propagators: propagatorsWithMeanBox })
  const { client, workspace, finished, freeze } = world
  const { planId } = await freeze()
  if (isDrawn) await finished(await client.plans.takeImported({ workspace, planId }))
  const { page } = await mountPage(PropagationPage, {
    engine: client,
    workspace,
    path: `/propagate?plan=${planId}`,
    chosen,
    stubs: { VolumeViewer },
  })
  return { ...world, planId, page }
}

/** Chooses an entry of a select field by its label, as its menu does. */
function choose(page: VueWrapper, label: string, value: unknown): void {
  const select = page.findAllComponents({ name: 'VSelect' }).find((each) => each.props('label') === label)
  select?.vm.$emit('update:modelValue', value)
}

const start = (page: VueWrapper, words: string) => until(page, () => enabled(buttonWith(page, words)))
const enabled = (button: HTMLElement | null) =>
  button instanceof HTMLButtonElement && !button.disabled ? button : null

it('says what to do where nothing is annotated, and begins nothing', async () => {
  const { page } = await mounted({ isDrawn: false })
  await until(page, () => page.text().includes('there is nothing to propagate from'))
  expect(enabled(buttonWith(page, 'ropagate 0 volumes'))).toBeNull()
})

it(
  'trains a propagator that learns, shows its loss, propagates with the model and offers it again',
  async () => {
    const { page, client, workspace, planId } = await mounted()
    await start(page, 'ropagate 3 volumes')
    choose(page, 'Propagator', 'mean-box')
    await until(page, () => page.text().includes('9 annotated slices in 3 volumes. That is little'))
    ;(await start(page, 'Train and propagate 3 volumes')).click()
    await until(page, () => page.text().includes('How the propagator learned'), DEVICE_PATIENCE_MS)
    await until(page, () => page.find('.result summary b').exists() || page.text().includes('no estimate'))
    const { models } = await client.propagation.models({ workspace })
    expect(models).toHaveLength(1)
    // The next propagation uses it, without training again.
    await start(page, 'Propagate 3 volumes')
    expect(page.text()).toContain('Trained on 3 volumes')
    const reviewed = await client.review.open({ workspace, planId, caseId: 'a' })
    expect(reviewed.method).toBe('mean-box')
    expect(page.text()).toContain('true IoU')
  },
  2 * DEVICE_PATIENCE_MS,
)

it(
  'exports a model, removes it only when asked twice, and goes back to training one',
  async () => {
    const savePath = join(temporaryFolder(), 'boxes.safetensors')
    const { page, client, workspace, planId, finished } = await mounted({ chosen: { savePath } })
    await finished(await client.propagation.train({ workspace, planId, method: 'mean-box', name: 'boxes' }))
    await start(page, 'ropagate 3 volumes')
    choose(page, 'Propagator', 'mean-box')
    await until(page, () => page.find('[aria-label="Remove boxes"]').exists())
    await page.get('[aria-label="Export boxes"]').trigger('click')
    await until(page, () => existsSync(savePath))
    await page.get('[aria-label="Remove boxes"]').trigger('click')
    expect((await client.propagation.models({ workspace })).models).toHaveLength(1)
    const sure = await until(page, () =>
      [...document.querySelectorAll<HTMLElement>('.v-list-item')].find((each) =>
        each.textContent?.includes('for good'),
      ),
    )
    sure.click()
    await until(page, () => page.text().includes('Train and propagate 3 volumes'))
    expect((await client.propagation.models({ workspace })).models).toEqual([])
    expect(useNotices().notices.filter(({ kind }) => kind === 'error')).toEqual([])
  },
  2 * DEVICE_PATIENCE_MS,
)
