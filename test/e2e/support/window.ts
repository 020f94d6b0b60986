import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge']

/** A browser that can draw, or null: then the tests that need one are skipped. `SLICEWRIGHT_CHROMIUM` names another. */
export function installedChromium(): string | null {
  return [process.env['SLICEWRIGHT_CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path)) ?? null
}

export const NO_CHROMIUM = `no Chromium at ${PLACES.join(', ')} (set SLICEWRIGHT_CHROMIUM)`

/** A browser without a network of its own, drawing in software where there is no GPU. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = installedChromium()
  if (executablePath === null) throw new Error(NO_CHROMIUM)
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox refuses to run as root, which containers are.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  })
}

/** A page that writes down everything that should not happen. */
export interface WatchedPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Uncaught errors, console errors, violations of the content security policy and failed requests, in order. */
  readonly troubles: string[]
}

export async function openWatchedPage(
  browser: Browser,
  options: { readonly width?: number; readonly height?: number; readonly colorScheme?: 'dark' | 'light' } = {},
): Promise<WatchedPage> {
  const { width = 1440, height = 900, colorScheme = 'dark' } = options
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
  await page.exposeFunction('slicewrightViolation', (text: string) => troubles.push(`policy: ${text}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as { slicewrightViolation?: (text: string) => void }).slicewrightViolation
      report?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
    })
  })
  return { page, context, troubles }
}
