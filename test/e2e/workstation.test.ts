import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { temporaryPaths } from '../support/temporaryPaths'
import { colouredPixelCount, compareOverlay } from './support/overlayTruth'
import { startServerHost, type ServerHost } from './support/serverHost'
import { installedChromium, launchChromium, NO_CHROMIUM, openWatchedPage, type WatchedPage } from './support/window'
import { choose, goToPage, mainButton, PAGE_NAMES, saveScreenshot, tabStops, textOf } from './support/windowPages'

/** The case on which the story is told: the first of the sample. */
const CASE = 'hippocampus_006'
const SAMPLE = resolve(import.meta.dirname, '../../resources/sample')
const LABELS = `${SAMPLE}/labels/${CASE}.nii.gz`

const inFolder = temporaryPaths()
let host: ServerHost
let browser: Browser
let watched: WatchedPage

const startDemo = () => startServerHost({ userFolder: inFolder('user'), args: ['--demo', '--root', inFolder('.')] })
const axialText = (page: Page) => textOf(page.locator('[data-pane="axial"] svg'))
/** The counts of the whole plan on the page Review: "7 of 190, 71 % accepted". */
const planProgress = async (page: Page) =>
  textOf(page.locator('.progress-text', { hasText: 'Whole plan' }).locator('span').last())

const isThere = installedChromium() !== null
if (!isThere) process.stderr.write(`Skipped: ${NO_CHROMIUM}.\n`)

describe.skipIf(!isThere)('a day at the workstation', () => {
  beforeAll(async () => {
    host = await startDemo()
    browser = await launchChromium()
    watched = await openWatchedPage(browser)
    watched.page.setDefaultTimeout(10_000)
  })

  afterAll(async () => {
    await browser?.close()
    await host?.stop()
  })

  it('opens the sample: 24 cases, each with a picture', async () => {
    const { page } = watched
    await page.goto(host.url)
    await page.getByText('24 cases', { exact: true }).waitFor()
    const pictures = page.locator('.picture canvas')
    await expect.poll(() => pictures.count(), { timeout: 20_000 }).toBe(24)
    expect(await textOf(page.locator('tbody tr').first())).toContain(CASE)
    await saveScreenshot(page, 'studies')
  })

  it('shows a case, scrolls, and draws its labels at the right place', async () => {
    const { page } = watched
    await page.getByRole('link', { name: CASE }).click()
    const axial = page.locator('[data-pane="axial"]')
    // What is on its way says so; a texture needs a frame more.
    await page.getByRole('progressbar', { name: 'Loading the volume' }).waitFor({ state: 'detached' })
    await page.waitForTimeout(1000)
    await saveScreenshot(page, 'viewer')
    await choose(page, 'Layout', 'Axial only')
    await axial.hover({ position: { x: 200, y: 200 } })
    const before = await axialText(page)
    await page.mouse.wheel(0, 120)
    await expect.poll(() => axialText(page)).not.toBe(before)

    const { labelMap } = await readLabelMap({ path: LABELS, expects: 'dense' })
    for (const sliceIndex of [9, 17, 24]) {
      await axial.focus()
      await page.keyboard.press('Home')
      for (let step = 0; step < sliceIndex; step++) await page.keyboard.press('ArrowDown')
      await expect.poll(() => axialText(page)).toContain(`Slice ${sliceIndex + 1} /`)
      const compare = () =>
        compareOverlay(page, { geometry: labelMap.geometry, labels: labelMap.data, sliceIndex }).then(
          ({ wrongCount }) => wrongCount,
        )
      await expect.poll(compare, { timeout: 5000 }).toBe(0)
    }
    await choose(page, 'Layout', 'Three planes')
  })

  it('previews and freezes a plan, and takes its slices from the imported labels', async () => {
    const { page } = watched
    await goToPage(page, 'Plan')
    const summary = page.locator('.result h2')
    await expect.poll(() => textOf(summary)).toMatch(/^\d+ slices in 24 volumes$/)
    await page.getByLabel('Part (ρ)').fill('20')
    await expect.poll(() => textOf(summary)).toMatch(/^169 slices in 24 volumes$/)
    const everything = await textOf(summary)
    await page.getByLabel('Volumes (s)').fill('3')
    await expect.poll(() => textOf(summary)).not.toBe(everything)
    await page.getByLabel('Volumes (s)').fill('')
    await expect.poll(() => textOf(summary)).toBe(everything)
    await saveScreenshot(page, 'plan')
    await page.getByLabel('Name of the plan').fill('Every fifth')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Every fifth' }).waitFor()
    await mainButton(page, 'Take from imported labels').click()
    await page.getByRole('button', { name: 'Take them' }).click()
    const key = page.locator('.key .numeric').first()
    await expect.poll(() => textOf(key), { timeout: 20_000 }).toContain('none to do')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  })

  it('propagates, shows the suggestion, and takes an acceptance back by its name', async () => {
    const { page } = watched
    await page.locator('.v-main').getByRole('link', { name: 'Propagate', exact: true }).click()
    await mainButton(page, /^Choose and propagate 24 volumes$/).waitFor()
    await choose(page, 'Propagator', 'Signed distance')
    await mainButton(page, /^Propagate 24 volumes$/).waitFor()
    await page.locator('[data-pane="axial"] canvas').waitFor()
    await page.waitForTimeout(500)
    const before = await colouredPixelCount(page, 'axial')
    await mainButton(page, /^Propagate 24 volumes$/).click()
    await page
      .getByText(/\d+ to review/)
      .first()
      .waitFor({ timeout: 60_000 })
    await expect.poll(() => mainButton(page, /^Propagate 24 volumes$/).count(), { timeout: 60_000 }).toBe(1)
    await expect.poll(() => colouredPixelCount(page, 'axial')).not.toBe(before)
    await saveScreenshot(page, 'propagate')

    const suggested = mainButton(page, /^Accept all \d+$/)
    const wording = await textOf(suggested)
    await suggested.click()
    const accepted = mainButton(page, new RegExp(`^Undo: Accept.* ${CASE}$`))
    await accepted.waitFor()
    await accepted.click()
    await mainButton(page, 'Undo: Propagate anterior and posterior, 24 volumes').waitFor()
    // The notice beside the acceptance offers no second undo, which would take the propagation back.
    expect(await page.locator('.stack').getByRole('button', { name: 'Undo' }).count()).toBe(0)
    await expect.poll(() => textOf(suggested)).toBe(wording)
  })

  it('reviews ten slices by keys, and has them all after the program was killed', async () => {
    const { page } = watched
    await goToPage(page, 'Review')
    const state = page.getByRole('region', { name: 'Decision' }).locator('.state')
    await state.waitFor()
    await page.locator('[data-pane] canvas').first().waitFor()
    const reviewedCount = async () => Number((await planProgress(page)).split(' ')[0])
    let done = 0
    for (const key of ['Enter', 'Enter', 'x', 'Enter', 'f', 'Enter', 'Enter', 'x', 'Enter', 'Enter', 'Enter']) {
      await page.keyboard.press(key)
      if (key === 'f') await expect.poll(() => textOf(state)).toBe('not reviewed, flagged')
      else done++
      await expect.poll(reviewedCount).toBe(done)
    }
    const progress = await planProgress(page)
    expect(progress).toContain('80 % accepted')
    // What is on screen before the engine has answered may be lost with it.
    await expect.poll(() => textOf(page.locator('.saving'))).toBe('')
    await saveScreenshot(page, 'review')
    const cases = await textOf(page.getByRole('navigation', { name: 'Cases of the plan' }))
    expect(cases).toContain('1 flagged')
    expect(watched.troubles).toEqual([])
    await watched.context.close()

    await host.kill()
    host = await startDemo()
    watched = await openWatchedPage(browser, { colorScheme: 'light' })
    await watched.page.goto(host.url)
    await watched.page.getByText('24 cases', { exact: true }).waitFor()
    await goToPage(watched.page, 'Review')
    await expect.poll(() => planProgress(watched.page)).toBe(progress)
    expect(await textOf(watched.page.getByRole('navigation', { name: 'Cases of the plan' }))).toBe(cases)
  })

  it('shows every page in the light theme, led by the tab key to its main action', async () => {
    const { page, troubles } = watched
    const actions = {
      Studies: 'Import a folder',
      Viewer: 'Save a screenshot',
      Plan: 'New plan',
      Propagate: 'Choose and propagate 24 volumes',
      Review: 'Accept',
      Experiments: 'New experiment',
      Analysis: 'Experiments',
    }
    for (const name of PAGE_NAMES) {
      await page.keyboard.press(`Alt+${PAGE_NAMES.indexOf(name) + 1}`)
      await expect.poll(() => page.url()).toContain(`#/${name.toLowerCase()}`)
      await page.waitForTimeout(700)
      const stops = await tabStops(page)
      expect(stops.map((stop) => stop.name)).toContainEqual(expect.stringMatching(new RegExp(`^${actions[name]}`)))
      expect(stops.filter((stop) => !stop.isVisible)).toEqual([])
    }
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Everywhere' }).waitFor()
    await page.keyboard.press('Escape')
    expect(troubles).toEqual([])
  })
})

describe.skipIf(!isThere)('a new workspace', () => {
  let fresh: ServerHost
  let freshBrowser: Browser
  let window: WatchedPage

  beforeAll(async () => {
    mkdirSync(inFolder('data/ugly'), { recursive: true })
    copyFileSync(`${SAMPLE}/images/${CASE}.nii.gz`, inFolder('data/ugly/plain.nii.gz'))
    writeFileSync(inFolder('data/ugly/cut.nii.gz'), readFileSync(`${SAMPLE}/images/${CASE}.nii.gz`).subarray(0, 20_000))
    writeFileSync(inFolder('data/ugly/words.nii'), 'These are the notes of a meeting and no image.\n'.repeat(20))
    fresh = await startServerHost({ userFolder: inFolder('other-user'), args: ['--root', inFolder('data')] })
    freshBrowser = await launchChromium()
    window = await openWatchedPage(freshBrowser)
  })

  afterAll(async () => {
    await freshBrowser?.close()
    await fresh?.stop()
  })

  it('says on every page what to do first', async () => {
    const { page, troubles } = window
    await page.goto(fresh.url)
    await mainButton(page, 'Open the sample').waitFor()
    for (const name of PAGE_NAMES.slice(1)) {
      await goToPage(page, name)
      await page.locator('.v-main').getByText('No workspace is open').waitFor()
      expect(await textOf(page.locator('.v-main'))).toMatch(/[Oo]pen .* on the (page Studies|Studies page)/)
      await page.locator('.v-main').getByRole('link', { name: 'Studies' }).waitFor()
    }
    expect(troubles).toEqual([])
  })

  it('imports what can be read of a folder, and names what is wrong with the rest', async () => {
    const { page, troubles } = window
    await goToPage(page, 'Studies')
    await mainButton(page, 'New workspace').click()
    const browserDialog = page.getByRole('dialog')
    await browserDialog.getByRole('button', { name: 'New folder' }).click()
    await browserDialog.getByLabel('Name of the new folder').fill('study')
    await page.keyboard.press('Enter')
    await expect.poll(() => browserDialog.getByLabel('Folder', { exact: true }).inputValue()).toContain('study')
    await browserDialog.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByText('This workspace has no cases yet').waitFor()

    await mainButton(page, 'Import a folder').click()
    await browserDialog.getByRole('button', { name: 'Folder above' }).click()
    await browserDialog.getByRole('button', { name: 'ugly' }).click()
    await browserDialog.getByRole('button', { name: 'Choose this folder' }).click()
    const importDialog = page.getByRole('dialog', { name: 'Import' })
    await importDialog.getByText(/found in/).waitFor({ timeout: 10_000 })
    expect(await textOf(importDialog)).toContain('3 cases found in “ugly” (image files): 0 with a label map.')
    await importDialog.getByRole('button', { name: /^Import \d/ }).click()
    await page.getByText('1 case is in the workspace; 2 could not be imported:').waitFor()
    const problems = await page.locator('.outcome li').allTextContents()
    expect(problems).toHaveLength(2)
    expect(problems.join('\n')).toMatch(/cut\.nii\.gz ends inside its gzip data\. Copy or download it again\./)
    expect(problems.join('\n')).toMatch(/words\.nii begins with 54 68 .*no format known here\. Readable: NIfTI/)
    const row = await textOf(page.locator('tbody tr'))
    expect(row).toContain('plain')
    expect(row).toContain('no label map')
    expect(troubles).toEqual([])
  })
})
