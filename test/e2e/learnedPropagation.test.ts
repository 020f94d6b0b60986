import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporaryPaths'
import { colouredPixelCount } from './support/overlayTruth'
import { startServerHost, type ServerHost } from './support/serverHost'
import { installedChromium, launchChromium, NO_CHROMIUM, openWatchedPage, type WatchedPage } from './support/window'
import { goToPage, mainButton, saveScreenshot, textOf } from './support/windowPages'

const inFolder = temporaryPaths()
let host: ServerHost
let browser: Browser
let watched: WatchedPage

const METHOD = 'Slice reconstruction (Sli2Vol)'
/** Of the last job, beside the progress bar of the page. */
const summary = (page: Page) => page.locator('.stage .result summary', { hasText: 'Propagate' })
const lossCurve = (page: Page) => page.locator('.live-chart path.curve')

const isThere = installedChromium() !== null
if (!isThere) process.stderr.write(`Skipped: ${NO_CHROMIUM}.\n`)

describe.skipIf(!isThere)('a propagator that learns, as a new user would try it', () => {
  beforeAll(async () => {
    host = await startServerHost({ userFolder: inFolder('user'), args: ['--demo', '--root', inFolder('.')] })
    browser = await launchChromium()
    watched = await openWatchedPage(browser)
    watched.page.setDefaultTimeout(10_000)
    const { page } = watched
    await page.goto(host.url)
    await page.getByText('24 cases', { exact: true }).waitFor()
    await goToPage(page, 'Plan')
    await page.getByLabel('Part (ρ)').fill('10')
    await page.getByLabel('Volumes (s)').fill('3')
    await page.locator('.result h2', { hasText: 'in 3 volumes' }).waitFor()
    await page.getByLabel('Name of the plan').fill('Every tenth')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Every tenth' }).waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await host?.stop()
  })

  it('says what to do while nothing is annotated', async () => {
    const { page } = watched
    await goToPage(page, 'Propagate')
    await page.locator('.panel').getByText('there is nothing to propagate from').waitFor()
    expect(await mainButton(page, /propagate 0 volumes$/).isDisabled()).toBe(true)
    await saveScreenshot(page, 'propagate-nothing-annotated')
    await page.locator('.panel').getByRole('link', { name: 'Plan' }).click()
    await mainButton(page, 'Take from imported labels').click()
    await page.getByRole('button', { name: 'Take them' }).click()
    await expect.poll(() => textOf(page.locator('.key .numeric').first()), { timeout: 20_000 }).toContain('none to do')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  })

  it('chooses volumes and a method that learns, and trains it with a live loss, paused and gone on with', async () => {
    const { page } = watched
    await goToPage(page, 'Propagate')
    await mainButton(page, /propagate 3 volumes$/).waitFor()
    await page.locator('.cases li input').first().uncheck()
    await mainButton(page, /propagate 2 volumes$/).waitFor()
    await page.locator('.v-main .v-select', { hasText: 'Propagator' }).locator('.v-field').click()
    await page.getByRole('option', { name: METHOD, exact: true }).waitFor()
    await saveScreenshot(page, 'propagate-methods')
    await page.getByRole('option', { name: METHOD, exact: true }).click()
    await page.locator('.panel').getByText('nothing has to be drawn for that').waitFor()
    await page.getByLabel('Name (optional)').fill('first try')
    await mainButton(page, 'Settings …').click()
    await page.getByLabel('Step count').fill('150')
    await page.getByLabel('Patch side').fill('32')
    await saveScreenshot(page, 'propagate-settings')
    await mainButton(page, 'Hide settings').click()
    await mainButton(page, /^Train and propagate 2 volumes$/).click()
    await lossCurve(page).waitFor({ timeout: 60_000 })
    await page
      .locator('.go')
      .getByText(/training: \d+ of 150 steps/)
      .waitFor()
    await saveScreenshot(page, 'propagate-training')
    await mainButton(page, 'Pause').click()
    await page.locator('.go').getByText('Paused').waitFor()
    await saveScreenshot(page, 'propagate-paused')
    await mainButton(page, 'Go on').click()
  })

  it('then shows masks, their estimated quality and where they are doubtful', async () => {
    const { page } = watched
    await summary(page).waitFor({ timeout: 180_000 })
    expect(await textOf(summary(page))).toMatch(
      /2 volumes · Estimated IoU 0\.\d\d \(0\.\d\d–0\.\d\d\) · true IoU 0\.\d\d$/,
    )
    expect(await colouredPixelCount(page, 'sagittal')).toBeGreaterThan(0)
    await saveScreenshot(page, 'propagate-learned')
    await summary(page).click()
    await page.getByText('left out, predicted from the others').waitFor()
    expect(await page.locator('.estimate figure svg').getAttribute('aria-label')).toMatch(/1 slice away: 0\.\d\d/)
    await saveScreenshot(page, 'propagate-estimate')
    await summary(page).click()
    // The model is there to be used again.
    await mainButton(page, /^Propagate 2 volumes$/).waitFor()
    expect(await textOf(page.locator('.v-main .v-select', { hasText: 'Model' }))).toContain('first try')

    const before = await colouredPixelCount(page, 'sagittal')
    await mainButton(page, 'Confidence').click()
    await page.getByRole('list', { name: 'What the stripes mean' }).waitFor()
    await expect.poll(() => colouredPixelCount(page, 'sagittal')).toBeGreaterThan(before)
    await saveScreenshot(page, 'propagate-confidence')
  })

  it('reviews the most doubtful first, and says why it is doubtful', async () => {
    const { page } = watched
    await page.locator('.stage').getByRole('link', { name: 'Review' }).click()
    const panel = page.getByRole('region', { name: 'Decision' })
    await panel.waitFor()
    await page.locator('[data-pane] canvas').first().waitFor()
    await page.keyboard.press('o')
    await panel.getByText('Most likely wrong of').waitFor()
    await page.keyboard.press('v')
    await page.getByRole('list', { name: 'What the stripes mean' }).waitFor()
    await page.waitForTimeout(500)
    await saveScreenshot(page, 'review-doubtful')
    expect(await textOf(panel.locator('.why'))).toMatch(/from the nearest annotated slice|survives/)
    await page.getByTitle('Choose what the bars show').click()
    await page.locator('.v-list-item', { hasText: 'confidence' }).click()
    expect(await page.locator('path.bars.confidence').getAttribute('d')).toMatch(/^M/)
    expect(watched.troubles).toEqual([])
  })

  it('finds out by itself which method suits, says what it compared, and keeps the choice', async () => {
    const { page } = watched
    await goToPage(page, 'Propagate')
    await page.locator('.v-main .v-select', { hasText: 'Propagator' }).locator('.v-field').click()
    await page.getByRole('option', { name: 'Automatic choice', exact: true }).click()
    await mainButton(page, /^Choose and propagate 3 volumes$/).click()
    await page.locator('.go').getByText('comparing methods').or(lossCurve(page)).first().waitFor()
    const rows = page.locator('.choice-table tbody tr')
    await expect.poll(() => rows.count(), { timeout: 240_000 }).toBe(5)
    await summary(page).click()
    await saveScreenshot(page, 'propagate-auto')
    const caption = await textOf(page.locator('.choice-table caption'))
    const taken = await textOf(page.locator('.choice-table .taken th'))
    expect(`${taken.replace(' ✓', '')} was chosen.`).toBe(caption.slice(0, caption.indexOf('.') + 1))
    expect(await textOf(page.locator('.panel .words.numeric'))).toMatch(/, chosen on 3 volumes ·/)
    expect(watched.troubles).toEqual([])
  })
})
