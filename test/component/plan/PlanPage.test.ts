import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import PlanPage from '../../../src-renderer/pages/plan/PlanPage.vue'
import { useNotices } from '../../../src-renderer/composables/useNotices'
import { planWorkspace, squareOn, writePlanLabels } from '../../support/planWorkspace'
import { buttonWith, mountPage, until } from '../support/mountPage'

// Three cases of 9 slices, the target in slices 3 to 7 (as people count); a fixed interval of 3 selects slices 2, 5 and 8.

it('shows at once what a third of the slices would be, and again for another budget', async () => {
  const { client, workspace } = await planWorkspace()
  const { page } = await mountPage(PlanPage, { engine: client, workspace, path: '/plan' })
  await until(page, () => page.find('input[type=number]').exists())
  const part = page.get<HTMLInputElement>('input[type=number]')
  await part.setValue('33.3')
  await until(page, () => page.text().includes('9 slices in 3 volumes'))
  expect(page.findAll('[role=slider]').map((strip) => strip.attributes('aria-label'))).toEqual([
    'Slices of a',
    'Slices of b',
    'Slices of c',
  ])
  expect(page.get('[role=slider]').attributes('aria-valuetext')).toBe('Slice 2 of 9: planned')
  expect(page.findAll('.foreground')).not.toHaveLength(0)
  await part.setValue('')
  await until(page, () => page.text().includes('A field on the left is empty or out of range'))
})

it('freezes, exports and takes back what was drawn, empty and not annotated apart', async () => {
  const { client, workspace, folder } = await planWorkspace()
  // Drawn: slices 2 and 5 of a (2 shows nothing, as the square begins in 3), and nothing of 8.
  await writePlanLabels(join(folder, 'drawn', 'a.nii.gz'), squareOn([1, 4]))
  const savePath = join(folder, 'list.csv')
  const { page } = await mountPage(PlanPage, {
    engine: client,
    workspace,
    path: '/plan',
    chosen: { folder: join(folder, 'drawn'), savePath },
  })
  await until(page, () => page.find('input[type=number]').exists())
  const part = page.get<HTMLInputElement>('input[type=number]')
  await part.setValue('33.3')
  await until(page, () => page.text().includes('9 slices in 3 volumes'))
  await page.get('input[maxlength="100"]').setValue('first third')
  await page.get('form.freeze').trigger('submit')
  await until(page, () => page.text().includes('0 annotated, 0 empty, 9 to do'))
  expect(page.text()).toContain('Next: export the list')

  buttonWith(page, 'Export list')?.click()
  await until(page, () => useNotices().notices.some(({ message }) => message.includes('list.csv')))
  expect(readFileSync(savePath, 'utf8')).toContain('a')

  buttonWith(page, 'Import label maps')?.click()
  await until(page, () => buttonWith(page, 'Folder…'))
  buttonWith(page, 'Folder…')?.click()
  await until(page, () => document.body.textContent?.includes(join(folder, 'drawn')))
  const start = () => [...document.querySelectorAll<HTMLButtonElement>('.v-card-actions button')].at(-1)
  // The question about slices without a voxel has no answer until somebody gives one.
  expect(start()?.disabled).toBe(true)
  document.querySelector<HTMLInputElement>('input[type=radio][value=all-planned]')?.click()
  await until(page, () => start()?.disabled === false)
  start()?.click()
  await until(page, () => document.body.textContent?.includes('Label maps taken'))
  const told = document.body.textContent ?? ''
  expect(told).toContain('annotated: 5')
  expect(told).toContain('empty: 2')
  expect(told).toContain('still to do: 8')
  await until(page, () => page.text().includes('1 annotated, 1 empty, 7 to do'))
})

it('takes the planned slices from the imported labels, says that this simulates, and removes only when asked twice', async () => {
  const { client, workspace, freeze } = await planWorkspace()
  const { planId } = await freeze()
  const { page } = await mountPage(PlanPage, { engine: client, workspace, path: `/plan?plan=${planId}` })
  await until(page, () => buttonWith(page, 'Take from imported labels'))
  buttonWith(page, 'Take from imported labels')?.click()
  await until(page, () => document.body.textContent?.includes('a simulation of annotating'))
  buttonWith(page, 'Take them')?.click()
  // Slice 5 of each case shows the target, 2 and 8 nothing.
  await until(page, () => page.text().includes('3 annotated, 6 empty, none to do'))
  expect(page.text()).toContain('Next: propagate')
  page.get<HTMLElement>('[aria-label="Remove the plan"]').element.click()
  await until(page, () => document.body.textContent?.includes('This cannot be undone'))
  expect(await client.plans.list({ workspace })).toHaveLength(1)
  ;[...document.querySelectorAll<HTMLElement>('.v-card-actions button')]
    .find((each) => each.textContent === 'Remove')
    ?.click()
  await until(page, () => page.text().includes('Nothing is frozen yet'))
  expect(await client.plans.list({ workspace })).toEqual([])
})

it('says what to do first where no workspace is open', async () => {
  const { client } = await planWorkspace(['a'])
  const { page } = await mountPage(PlanPage, { engine: client, workspace: null, path: '/plan' })
  expect(page.text()).toContain('No workspace is open')
  expect(page.text()).toContain('Go to Studies')
})

it('says of a frozen plan why its slices were taken, where the policy knows', async () => {
  const { client, workspace, freeze } = await planWorkspace()
  const { planId } = await freeze({ policy: 'facility-location' })
  const { page } = await mountPage(PlanPage, { engine: client, workspace, path: `/plan?plan=${planId}` })
  await until(page, () => buttonWith(page, 'Why these'))
  buttonWith(page, 'Why these')?.click()
  await until(page, () => page.findAll('[aria-label="Why these slices"] > li').length === 9)
  expect(page.find('[role=slider]').exists()).toBe(false)
  buttonWith(page, 'Strips')?.click()
  await until(page, () => page.find('[role=slider]').exists())
  const byInterval = await freeze()
  const { page: other } = await mountPage(PlanPage, {
    engine: client,
    workspace,
    path: `/plan?plan=${byInterval.planId}`,
  })
  await until(other, () => other.find('[role=slider]').exists())
  expect(other.text()).not.toContain('Why these')
})
