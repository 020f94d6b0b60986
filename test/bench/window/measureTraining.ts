import type { Page } from 'playwright-core'
import { startServerHost } from '../../e2e/support/serverHost'
import { toySpec } from '../../support/toyCohort'
import { readProbe, resetProbe } from './pageProbe'

const WATCHED_SECONDS = 20

/** Long tasks of the window while a grid trains and its curves grow. */
export async function measureTraining(request: {
  page: Page
  workspace: string
  userFolder: string
}): Promise<{ longTasksMs: readonly number[]; seconds: number }> {
  const { page, workspace, userFolder } = request
  const host = await startServerHost({ userFolder, args: [workspace] })
  try {
    const { training } = toySpec() as { training: object }
    const spec = toySpec({
      training: { ...training, stepCount: 4000, validationIntervalSteps: 50, checkpointIntervalSteps: 50 },
    })
    const button = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true })
    await page.goto(host.url)
    await page.getByRole('link', { name: 'Experiments' }).click()
    await button('New experiment').last().click()
    await button('Text').click()
    await page.getByLabel('Spec as YAML or JSON').fill(JSON.stringify(spec))
    await page.getByText('3 runs').waitFor()
    await button('Start').click()
    await page.locator('path.curve').first().waitFor({ timeout: 60_000 })
    await resetProbe(page)
    await page.waitForTimeout(WATCHED_SECONDS * 1000)
    return { longTasksMs: (await readProbe(page)).longTasksMs, seconds: WATCHED_SECONDS }
  } finally {
    await host.stop()
  }
}
