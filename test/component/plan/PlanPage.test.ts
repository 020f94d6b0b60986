import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import PlanPage from '../../../src-renderer/pages/plan/PlanPage.vue'
import { writePairs } from '../../support/exampleDataset'
import { temporaryFolder } from '../../support/temporaryFolder'
import { importedWorkspace, mountPage, until } from '../support/mountPage'

it('runs', async () => {
  const folder = temporaryFolder()
  await writePairs(join(folder, 'set'), ['liver_1', 'liver_2'])
  const workspace = join(folder, 'workspace')
  const engine = await importedWorkspace({ folder: join(folder, 'set'), workspace })
  const { page } = await mountPage(PlanPage, { engine, workspace, path: '/plan' })
  await until(page, () => page.text().includes('2 slices in 2 volumes'))
  console.log(page.text())
  expect(existsSync(folder) && readFileSync.length).toBeTruthy()
})
