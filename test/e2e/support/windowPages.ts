import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'

/** The pages by the names in the bar on the left. */
export const PAGE_NAMES = ['Studies', 'Viewer', 'Plan', 'Propagate', 'Review', 'Experiments', 'Analysis'] as const
export type PageName = (typeof PAGE_NAMES)[number]

export async function goToPage(page: Page, name: PageName): Promise<void> {
  await page.getByRole('list', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
  await page.waitForURL(`**/#/${name.toLowerCase()}**`)
}

/** A button of the page itself: the tray of jobs has buttons of the same names. */
export function mainButton(page: Page, name: string | RegExp): Locator {
  return page
    .locator('.v-main')
    .getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
    .first()
}

/** Chooses an entry of one of Vuetify's select fields. */
export async function choose(page: Page, label: string, entry: string): Promise<void> {
  // The text of the choice lies over the field itself.
  await page.locator('.v-main .v-select', { hasText: label }).first().locator('.v-field').click()
  await page.getByRole('option', { name: entry, exact: true }).click()
}

/** What is written in an element, white space as one blank. */
export async function textOf(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? '').replace(/\s+/g, ' ').trim()
}

/** One stop of the tab key. */
export interface TabStop {
  /** As a screen reader would name it, roughly: the label, else the text. */
  readonly name: string
  /** Whether anything shows that the focus is there: a ring, or the overlay that Vuetify draws. */
  readonly isVisible: boolean
}

/** Walks with the tab key from the first element of the document until the walk is round. */
export async function tabStops(page: Page, limitCount = 140): Promise<TabStop[]> {
  await page.evaluate(() => {
    document.body.tabIndex = -1
    document.body.focus()
    document.querySelectorAll('[data-walked]').forEach((each) => each.removeAttribute('data-walked'))
  })
  const stops: TabStop[] = []
  for (let count = 0; count < limitCount; count++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const focused = document.activeElement
      if (focused === null || focused === document.body || focused.hasAttribute('data-walked')) return null
      focused.setAttribute('data-walked', '')
      const hasRing = (element: Element, pseudo?: string) => {
        const { outlineStyle, outlineWidth, boxShadow, borderTopWidth, opacity } = getComputedStyle(element, pseudo)
        if (pseudo !== undefined) return Number(opacity) > 0 && (outlineStyle !== 'none' || borderTopWidth !== '0px')
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      }
      const field = focused.closest('.v-field--focused, .v-selection-control--focus-visible, .v-slider-thumb--focused')
      const labelled = focused.getAttribute('aria-labelledby')?.split(' ') ?? []
      const label =
        focused.getAttribute('aria-label') ??
        labelled.map((id) => document.getElementById(id)?.textContent ?? '').join(' ') ??
        ''
      const ofField = focused.closest('.v-input')?.querySelector('label')?.textContent ?? ''
      const name = [label, focused.textContent, ofField, focused.getAttribute('title') ?? ''].find((each) =>
        each.trim(),
      )
      return {
        name: (name ?? focused.outerHTML.slice(0, 120)).replace(/\s+/g, ' ').trim(),
        isVisible: hasRing(focused) || hasRing(focused, '::after') || field !== null,
      }
    })
    if (stop === null) break
    stops.push(stop)
  }
  return stops
}

/** Saves what is on screen for the README, where `SLICEWRIGHT_SCREENSHOTS` names a folder; else does nothing. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SLICEWRIGHT_SCREENSHOTS'] ?? ''
  if (folder === '') return
  mkdirSync(folder, { recursive: true })
  // Without the ripple of the last click and the tooltip under the pointer.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(600)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
