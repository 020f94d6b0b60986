import { loadavg } from 'node:os'
import { chromium, type Browser, type Page } from 'playwright-core'
import { installedChromium, NO_CHROMIUM } from '../../e2e/support/window'
import { startServerHost } from '../../e2e/support/serverHost'
import { watchOtherLoad } from '../systemLoad'
import { measureTraining } from './measureTraining'
import { measureLabelSlice } from './measureLabelSlice'
import { installProbe, readProbe, resetProbe } from './pageProbe'
import { rendererMemory } from './rendererMemory'
import {
  interactionOf,
  type DrawingProgram,
  type Part,
  propagationDelays,
  shownInAll,
  type Interaction,
  type OpenedVolume,
  type WindowMeasurement,
} from './windowSpeed'

const SCROLL_STEPS = 40
const WINDOW_STEPS = 40
const OPEN_TIMEOUT_MS = 60_000

async function launch(program: DrawingProgram): Promise<Browser> {
  const executablePath = installedChromium()
  if (executablePath === null) throw new Error(NO_CHROMIUM)
  const drawing =
    program === 'llvmpipe'
      ? ['--ignore-gpu-blocklist', '--use-gl=angle', '--use-angle=gl']
      : ['--enable-unsafe-swiftshader']
  return chromium.launch({
    executablePath,
    headless: program === 'swiftshader',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...drawing,
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Measures the window on a workspace with `caseIds` (the first has a frozen plan whose planned slices are annotated). */
export async function measureWindow(request: {
  program: DrawingProgram
  parts: readonly Part[]
  workspace: string
  trainingWorkspace: string
  userFolder: string
  caseIds: readonly string[]
  openCount: number
  say: (text: string) => void
}): Promise<WindowMeasurement> {
  const { program, parts, workspace, caseIds, openCount, say } = request
  const otherLoad = watchOtherLoad()
  const browser = await launch(program)
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await installProbe(page)
  const startedMs = performance.now()
  const host = await startServerHost({ userFolder: request.userFolder, args: [workspace] })
  try {
    await page.goto(host.url)
    await page.getByText(caseIds[0]!).first().waitFor({ timeout: 30_000 })
    const usableMs = performance.now() - startedMs
    const renderer = await rendererOf(page)
    say(`${program}: ${renderer}; usable after ${usableMs.toFixed(0)} ms`)

    const opened: OpenedVolume[] = []
    if (parts.includes('open'))
      for (const layout of ['axial', 'three'] as const)
        for (const caseId of caseIds) {
          opened.push(await openVolume(page, { caseId, layout }))
          say(JSON.stringify(opened.at(-1)))
        }
    const nothing: Interaction = { steps: 0, longScriptMs: [], longFramesMs: [], medianFrameMs: 0 }
    let [scroll, window] = [nothing, nothing]
    let labelSliceMs: readonly number[] = []
    if (parts.includes('interact')) {
      await openVolume(page, { caseId: caseIds[0]!, layout: 'three' })
      // Label maps may still be on their way.
      await page.waitForTimeout(4000)
      labelSliceMs = await measureLabelSlice(page)
      say(`label slice ${JSON.stringify(labelSliceMs)}`)
      scroll = await measureScroll(page)
      say(`scroll ${JSON.stringify(scroll)}`)
      window = await measureWindowLevel(page)
      say(`window ${JSON.stringify(window)}`)
    }
    const propagated = parts.includes('propagate') ? await measurePropagation(page) : null
    if (propagated !== null) say(`propagated ${JSON.stringify(propagated)}`)
    const memory = parts.includes('memory') ? await measureMemory({ browser, page, caseIds, openCount }) : null
    if (memory !== null) say(`memory ${JSON.stringify(memory)}`)
    await host.stop()
    const training = parts.includes('training')
      ? await measureTraining({ page, workspace: request.trainingWorkspace, userFolder: request.userFolder })
      : { longTasksMs: [], seconds: 0 }
    say(`training ${JSON.stringify(training)}`)
    return {
      program,
      measuredAt: new Date().toISOString(),
      renderer,
      otherLoadFraction: otherLoad(),
      loadAverage: loadavg()[0]!,
      usableMs,
      opened,
      scroll,
      window,
      labelSliceMs,
      propagatedMs: propagated?.allPanesMs ?? [],
      propagatedMainPaneMs: propagated?.firstPaneMs ?? [],
      training,
      memory,
    }
  } finally {
    await browser.close()
    await host.stop()
  }
}

function rendererOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('webgl2')
    const information = context?.getExtension('WEBGL_debug_renderer_info')
    if (context == null || information == null) return 'no WebGL 2'
    const name = String(context.getParameter(information.UNMASKED_RENDERER_WEBGL))
    context.getExtension('WEBGL_lose_context')?.loseContext()
    return name
  })
}

/** Chooses a case from another page, as a click on Studies does. */
async function openVolume(
  page: Page,
  { caseId, layout }: { caseId: string; layout: 'axial' | 'three' },
): Promise<OpenedVolume> {
  await page.evaluate((chosen) => {
    localStorage.setItem('slicewright.viewer.layout', chosen)
    location.hash = '#/studies'
  }, layout)
  await page.waitForTimeout(1500)
  await resetProbe(page)
  const chosenMs = await page.evaluate((id) => {
    location.hash = `#/viewer?case=${id}`
    return performance.now()
  }, caseId)
  const paneCount = layout === 'three' ? 3 : 1
  await page
    .waitForFunction(
      (count) => window.speedProbe.record.measures.filter(({ name }) => name === 'viewer:complete').length >= count,
      paneCount,
      { timeout: OPEN_TIMEOUT_MS },
    )
    .catch(() => undefined)
  const { measures, longTasksMs } = await readProbe(page)
  const since = (shownMs: number | null) => (shownMs === null ? null : shownMs - chosenMs)
  return {
    caseId,
    layout,
    firstSliceMs: since(shownInAll(measures, 'viewer:first-slice', paneCount)),
    wholeVolumeMs: since(shownInAll(measures, 'viewer:complete', paneCount)),
    longestTaskMs: Math.max(0, ...longTasksMs),
  }
}

async function measureScroll(page: Page): Promise<Interaction> {
  await page.locator('[data-pane="axial"]').focus()
  await resetProbe(page)
  for (let step = 0; step < SCROLL_STEPS; step++) {
    await page.keyboard.press('ArrowUp')
    await page.waitForTimeout(60)
  }
  return interactionOf(await readProbe(page), SCROLL_STEPS)
}

async function measureWindowLevel(page: Page): Promise<Interaction> {
  await page.getByRole('button', { name: /^Window and level/ }).click()
  const box = await page.locator('[data-pane="axial"]').boundingBox()
  if (box === null) throw new Error('There is no axial pane.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.waitForTimeout(500)
  await resetProbe(page)
  await page.mouse.down()
  for (let step = 1; step <= WINDOW_STEPS; step++) {
    await page.mouse.move(x + 3 * step, y + step)
    await page.waitForTimeout(60)
  }
  await page.mouse.up()
  return interactionOf(await readProbe(page), WINDOW_STEPS)
}

/** A propagation in the window, whose slices are drawn as they come. */
async function measurePropagation(page: Page): Promise<ReturnType<typeof propagationDelays>> {
  await page.evaluate(() => (location.hash = '#/propagate'))
  await page.getByRole('button', { name: /^Propagate \d/ }).waitFor({ timeout: 30_000 })
  // The volume and its label maps come first.
  await page.waitForTimeout(20_000)
  await resetProbe(page)
  await page.getByRole('button', { name: /^Propagate \d/ }).click()
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
  await page.getByRole('button', { name: /^Propagate \d/ }).waitFor({ timeout: 120_000 })
  await page.waitForTimeout(2000)
  return propagationDelays((await readProbe(page)).measures)
}

async function measureMemory(request: {
  browser: Browser
  page: Page
  caseIds: readonly string[]
  openCount: number
}): Promise<NonNullable<WindowMeasurement['memory']>> {
  const { browser, page, caseIds, openCount } = request
  const rest = async () => {
    await page.evaluate(() => (location.hash = '#/studies'))
    await page.waitForTimeout(2000)
    return rendererMemory(browser, page)
  }
  // What is made once and kept (shaders, code, the engine of the panes) belongs to the start.
  await openVolume(page, { caseId: caseIds[0]!, layout: 'three' })
  const start = await rest()
  for (let at = 0; at < openCount; at++)
    await openVolume(page, { caseId: caseIds[at % caseIds.length]!, layout: 'three' })
  const end = await rest()
  return {
    openedCount: openCount,
    startPrivateBytes: start.privateBytes,
    endPrivateBytes: end.privateBytes,
    startHeapBytes: start.heapBytes + start.arrayBufferBytes,
    endHeapBytes: end.heapBytes + end.arrayBufferBytes,
  }
}
