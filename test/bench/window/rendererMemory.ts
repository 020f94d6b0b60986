import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'

export interface RendererMemory {
  /** Of the page's process; null where the system does not say (/proc is Linux). */
  readonly privateBytes: number | null
  /** JavaScript objects; voxels are outside of it. */
  readonly heapBytes: number
  readonly arrayBufferBytes: number
}

/** After garbage has been collected. With one page open, its process is the busiest renderer: others are spares. */
export async function rendererMemory(browser: Browser, page: Page): Promise<RendererMemory> {
  const session = await page.context().newCDPSession(page)
  for (let round = 0; round < 3; round++) {
    await session.send('HeapProfiler.collectGarbage')
    await page.waitForTimeout(400)
  }
  const heap = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
  await session.detach()
  const browserSession = await browser.newBrowserCDPSession()
  const { processInfo } = await browserSession.send('SystemInfo.getProcessInfo')
  await browserSession.detach()
  const bytes = processInfo.flatMap(({ type, id }) => (type === 'renderer' ? (privateBytesOf(id) ?? []) : []))
  return {
    privateBytes: bytes.length === 0 ? null : Math.max(...bytes),
    heapBytes: heap.usedSize,
    arrayBufferBytes: heap.backingStorageSize ?? 0,
  }
}

function privateBytesOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const found = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)]
    return found.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0)
  } catch {
    return null
  }
}
