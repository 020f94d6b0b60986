import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { HarnessRequest } from '../harness/harnessTypes'
import { buildHarness } from './buildHarness'
import { serveHarness } from './serveHarness'
import { launchChromium, openWatchedPage } from './window'

/** The viewer on a page of its own in Chromium. */
export interface ViewerHarness {
  readonly page: Page
  /** What should not have happened; see `openWatchedPage`. */
  readonly troubles: string[]
  readonly put: (name: string, bytes: Uint8Array) => string
  /** Answers to requests of a block, but for the first few, wait until the returned function is called. */
  readonly hold: (name: string, options: { after: number }) => () => void
  /** Opens a volume and waits until it is all there and drawn. */
  open(request: HarnessRequest): Promise<void>
  close(): Promise<void>
}

export async function startViewerHarness(options: {
  width: number
  height: number
  browserArgs?: readonly string[]
}): Promise<ViewerHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'slicewright-viewer-'))
  await buildHarness(folder)
  const server = await serveHarness(folder)
  const browser: Browser = await launchChromium(options.browserArgs)
  const { page, troubles } = await openWatchedPage(browser, options)
  await page.goto(server.origin)
  await page.waitForFunction(() => 'harness' in window)
  return {
    page,
    troubles,
    put: server.put,
    hold: server.hold,
    async open(request) {
      await page.evaluate((asked) => window.harness.open(asked), request)
      await page.waitForFunction(() => window.harness.loaded() === 1 || window.harness.failure() !== '')
      await settle(page)
    },
    async close() {
      await browser.close()
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until everything asked for has been drawn: uploads go on for a few frames. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(() => window.harness.drawn())
}

/** Colours of a pane's canvas at points in CSS pixels. */
export async function coloursAt(
  page: Page,
  pane: string,
  points: readonly (readonly [number, number])[],
): Promise<[number, number, number][]> {
  return page.evaluate(
    ([name, asked]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[data-pane="${name}"] canvas`)
      const context = canvas?.getContext('2d')
      if (canvas == null || context == null) throw new Error(`There is no pane ${name}.`)
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
      const ratio = window.devicePixelRatio
      return asked.map(([x, y]) => {
        const at = 4 * (Math.floor(y * ratio) * canvas.width + Math.floor(x * ratio))
        return [data[at], data[at + 1], data[at + 2]] as [number, number, number]
      })
    },
    [pane, points] as const,
  )
}

/** The letters at the edges of a pane as they are read on screen. */
export async function lettersOf(
  page: Page,
  pane: string,
): Promise<{ left: string; right: string; top: string; bottom: string }> {
  const texts = await page.locator(`[data-pane="${pane}"] [data-letters] text`).allTextContents()
  const [left = '', right = '', top = '', bottom = ''] = texts.map((text) => text.trim())
  return { left, right, top, bottom }
}
