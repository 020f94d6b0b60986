import { existsSync } from 'node:fs'
import { describe } from 'vitest'
import { chromium, type Browser } from 'playwright-core'

const KNOWN_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Chromium's program, from SLICEWRIGHT_CHROMIUM or where distributions put it; null where there is none. */
export const chromiumPath = process.env['SLICEWRIGHT_CHROMIUM'] ?? KNOWN_PLACES.find((path) => existsSync(path)) ?? null

/** A browser without a screen that draws in software, so that pictures are the same on every machine. */
export function openChromium(options: { args?: readonly string[] } = {}): Promise<Browser> {
  if (chromiumPath === null) throw new Error('There is no Chromium: install it, or name it in SLICEWRIGHT_CHROMIUM.')
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(options.args ?? []),
    ],
  })
}

/** `describe`, skipped with a message where there is no Chromium. */
export function describeInChromium(name: string, body: () => void): void {
  if (chromiumPath !== null) describe(name, body)
  else describe.skip(`${name} (skipped: no Chromium)`, body)
}
