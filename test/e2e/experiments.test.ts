import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/runCli'
import { temporaryPaths } from '../support/temporaryPaths'
import { toySpec, writeToyCohort } from '../support/toyCohort'
import { startServerHost, type ServerHost } from './support/serverHost'
import { saveScreenshot } from './support/windowPages'
import { installedChromium, launchChromium, NO_CHROMIUM, openWatchedPage, type WatchedPage } from './support/window'

const inFolder = temporaryPaths()
const workspace = inFolder('workspace')
let host: ServerHost
let browser: Browser
let watched: WatchedPage

/** Three runs that train long enough to be watched: a tiny network, a few seconds each. */
const training = (toySpec() as { training: object }).training
const spec = toySpec({
  training: { ...training, stepCount: 1500, validationIntervalSteps: 50, checkpointIntervalSteps: 50 },
})

const startHost = () => startServerHost({ userFolder: inFolder('user'), args: [workspace] })

async function showExperiments(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('link', { name: 'Experiments' }).click()
}

/** A button of the page itself: the tray of jobs has buttons of the same names. */
const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true })

/** How far to the right the first curve of the first chart reaches, in pixels; its axis ends at the last step there will be. */
const curveReach = (page: Page) =>
  page.evaluate(() => {
    const points = (document.querySelector('path.curve')?.getAttribute('d') ?? 'M0,0').split(/[ML]/)
    return Number(points[points.length - 1].split(',')[0])
  })

const isThere = installedChromium() !== null
if (!isThere) process.stderr.write(`Skipped: ${NO_CHROMIUM}.\n`)

describe.skipIf(!isThere)('experiments in the window', () => {
  beforeAll(async () => {
    await writeToyCohort({ folder: inFolder('cohort'), caseCount: 7 })
    const imported = await runCli(['import', inFolder('cohort'), '--workspace', workspace])
    expect(imported.exitCode).toBe(0)
    host = await startHost()
    browser = await launchChromium()
    watched = await openWatchedPage(browser)
  })

  afterAll(async () => {
    await browser?.close()
    await host?.stop()
  })

  it('builds, starts, pauses and resumes a grid, and its curves grow', async () => {
    const { page, troubles } = watched
    await showExperiments(page, host.url)
    await page.getByText('No experiments yet').waitFor()
    await button(page, 'New experiment').last().click()
    await page.getByText('4 training, 1 validation and 2 test cases, split by case.').waitFor()
    await button(page, 'Text').click()
    await page.getByLabel('Spec as YAML or JSON').fill(JSON.stringify(spec))
    await page.getByText('3 runs').waitFor()
    await button(page, 'Start').click()

    await page.locator('path.curve').first().waitFor({ timeout: 60_000 })
    const before = await curveReach(page)
    await expect.poll(() => curveReach(page), { timeout: 30_000 }).toBeGreaterThan(before)
    await button(page, 'Pause').click()
    await button(page, 'Resume').waitFor({ timeout: 20_000 })
    await expect.poll(() => page.locator('.v-data-table').innerText()).toContain('paused')
    await button(page, 'Resume').click()
    await page.getByText('1 of 3', { exact: true }).waitFor({ timeout: 60_000 })
    // The list on the left asks every few seconds.
    await page.getByText('1 of 3 runs').waitFor()
    await saveScreenshot(page, 'experiments')
    expect(troubles).toEqual([])
  })

  it('shows a grid whose engine was killed as interrupted, and goes on with it', async () => {
    await host.kill()
    host = await startHost()
    watched = await openWatchedPage(browser, { colorScheme: 'light' })
    const { page, troubles } = watched
    await showExperiments(page, host.url)
    await button(page, 'Resume').waitFor({ timeout: 20_000 })
    expect(await page.getByRole('main').locator('.v-chip').first().innerText()).toBe('interrupted')
    await button(page, 'Resume').click()
    await page.getByText('3 of 3', { exact: true }).waitFor({ timeout: 90_000 })
    expect(await page.locator('.v-data-table tbody tr').count()).toBe(3)
    expect(troubles).toEqual([])
  })

  it('draws the figures under the content security policy, tells a mark and exports it', async () => {
    const { page, troubles } = watched
    await page.getByRole('link', { name: 'Figures' }).click()
    const figure = page.locator('.figure-chart').first()
    await figure.locator('svg .mark-symbol path').last().waitFor({ timeout: 30_000 })
    await figure.locator('svg .mark-symbol path').last().hover({ force: true })
    expect(await figure.locator('.read-out').innerText()).toContain('Test IoU')
    await button(page, 'Export').first().click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('SVG, for papers').click()])
    await download.saveAs(inFolder('figure.svg'))
    expect(readFileSync(inFolder('figure.svg'), 'utf8')).toContain('Test IoU')
    await page.getByText('Limitations').waitFor()
    await page.getByRole('heading', { name: 'Recommendation' }).click()
    await saveScreenshot(page, 'analysis')
    expect(troubles).toEqual([])
  })
})
